export const restoreMessages = {
  "holdfast.restore.not-sealed": {
    text: "A key was given, but archive {0} is not sealed: it may stand in the place of one that was.",
    remedy: "If it was made without a password, say so with --allow-unsealed; otherwise do not trust it.",
  },
  "holdfast.restore.needs-key": {
    text: "Archive {0} is sealed, and no key was given.",
    remedy: "Give the backup password with --encrypt-password-file, or an age identity with --identity.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.restore.no-slot-for-identity": {
    text: "None of the archive's key slots is for the identity that was given.",
    remedy: "Give the identity of a recipient that the backup was made for, or the backup password.",
  },
  "holdfast.restore.foreign-key-slot": {
    text: "The key slot was made for archive {0}, not for {1}.",
    remedy: "Files of two archives were exchanged; put them back, or use another archive.",
  },
  "holdfast.restore.foreign-volumes": {
    text: "SHA256SUMS lists {0} volumes that no part of the manifest accounts for.",
    remedy: "The archive was damaged or altered; use another one.",
  },
  "holdfast.restore.volume-gone": {
    text: "The archive's file {0} is not at the location.",
    remedy: "Part of the archive was removed or renamed; use another one, or restore what is left by hand.",
  },
  "holdfast.restore.nothing-to-rekey": {
    text: "Archive {0} is not sealed, so it has no password that could be changed.",
    remedy: "Back up again, with a password.",
    type: "NOT_ALLOWED_IN_CURRENT_STATE",
  },
  "holdfast.restore.rekey-unsupported": {
    text: "The location cannot {0}, which a change of the password needs.",
    remedy:
      "Copy the archive's directory to another location, change the password there, and copy the key slot back.",
    type: "UNSUPPORTED",
  },
  "holdfast.restore.slot-not-kept": {
    text: "The location does not give back what was stored in {0}. The old key still opens the archive.",
    remedy: "Check the location with `holdfast check`, and change the password again.",
  },
  "holdfast.restore.target-unusable": {
    text: "The target {0} cannot be used: {1}.",
    remedy: "Name a directory that is empty or does not exist, where you may write.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.restore.target-not-empty": {
    text: "The target {0} is not empty.",
    remedy:
      "Restore into an empty or new directory, so that nothing is overwritten, and move files from there.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.restore.unknown-part": {
    text: "The archive has no part {0}; it has {1}.",
    remedy: "Name parts that the archive has.",
    type: "NOT_FOUND",
  },
  "holdfast.restore.path-not-found": {
    text: "The archive has nothing under {0}.",
    remedy: "Check the path; give it as it was backed up.",
    type: "NOT_FOUND",
  },
  "holdfast.restore.owners-not-set": {
    text: "Owners were not restored, since this does not run as root.",
    remedy: "Run the restore as root where owners matter.",
  },
  "holdfast.restore.entries-with-problems": {
    text: "Part {0}: {1} entries could not be restored as they are in the archive.",
    remedy: "See the entries named below.",
    problem: true,
  },
  "holdfast.restore.entry-problem": {
    text: "{0}: {1}",
    remedy: "",
    problem: true,
  },
  "holdfast.restore.incomplete-entries": {
    text: "Part {0}: {1} entries were already incomplete when they were backed up ({2}).",
    remedy: "`holdfast show` and the part's index tell which; an older archive may have them whole.",
    problem: true,
  },
  "holdfast.restore.restored": {
    text: "Restored {0} files, {1} directories and {2} links, {3} bytes, to {4}.",
    remedy: "",
  },
} as const;
