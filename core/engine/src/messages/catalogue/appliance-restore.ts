export const applianceRestoreMessages = {
  "holdfast.restore.not-applicable": {
    text: "This system cannot be restored from archive {0}.",
    remedy: "See the reasons below; restore into a directory to get at the archive's files.",
    type: "NOT_ALLOWED_IN_CURRENT_STATE",
  },
  "holdfast.restore.warned": {
    text: "The restore was not begun, or not carried on, since something would be left out or cannot be vouched for. Nothing was changed.",
    remedy: "If that is acceptable, start the restore again and have it ignore warnings.",
    type: "NOT_ALLOWED_IN_CURRENT_STATE",
  },
  "holdfast.restore.other-version": {
    text: "The archive is of version {0}, and this system of version {1}.",
    remedy: "Install version {0} first, restore, and update then.",
  },
  "holdfast.restore.not-authentic": {
    text: "The archive is not sealed: nothing proves who made it.",
    remedy:
      "Restore it only if nobody else could write to the location. Set a backup password for later backups.",
  },
  "holdfast.restore.part-not-stored": {
    text: "The archive has no part {0}.",
    remedy: "Name parts that the archive has, or use another archive.",
  },
  "holdfast.restore.part-unknown-here": {
    text: "This system has no part {0}.",
    remedy: "Restore without it, by naming the parts that are wanted, or restore it into a directory.",
  },
  "holdfast.restore.part-of-other-kind": {
    text: "Part {0} of the archive is of another kind than this system's: one has files, the other bytes for a program.",
    remedy: "Restore it into a directory, and bring its content back by hand.",
  },
  "holdfast.restore.part-without-way-back": {
    text: "Part {0} is only backed up: this system has no program or function that takes it back.",
    remedy: "Restore it into a directory, and bring its content back by hand.",
    problem: true,
  },
  "holdfast.restore.part-missing": {
    text: "The archive lacks part {0}, which stays as it is.",
    remedy: "See that what is restored fits to it, or use another archive.",
    problem: true,
  },
  "holdfast.restore.nothing-to-restore": {
    text: "The archive has nothing that could be restored into this system.",
    remedy: "Restore it into a directory, or use another archive.",
  },
  "holdfast.restore.parts-chosen": {
    text: "Parts to restore: {0}.",
    remedy: "",
  },
  "holdfast.restore.outside-of-part": {
    text: "Part {0} of the archive has {1}, which lies in none of its directories here.",
    remedy:
      "The part was made of other directories when it was backed up. Restore it into a directory, and put things in place by hand.",
  },
  "holdfast.restore.not-enough-space": {
    text: "The file system of {0} needs {1} bytes for the restore, and has {2}.",
    remedy:
      "Free space there: the new files lie beside the old ones until they are exchanged. Sparse files count whole; to try nevertheless, ignore warnings.",
  },
  "holdfast.restore.root-not-stored": {
    text: "The archive has nothing of {0}, which part {1} names. It stays as it is.",
    remedy: "",
    problem: true,
  },
  "holdfast.restore.unpacked": {
    text: "Part {0} is unpacked: {1} files, {2} directories and {3} links, {4} bytes.",
    remedy: "",
  },
  "holdfast.restore.place-not-text": {
    text: "{0} cannot be restored: the directory that it lies in has a name that is not UTF-8.",
    remedy: "Reach it by a link with another name, and have the part name that.",
  },
  "holdfast.restore.hook-failed": {
    text: "The hook {0}, {1}, failed: {2}.",
    remedy: "Run it by hand, and correct what it complains about.",
  },
  "holdfast.restore.hook-stuck": {
    text: "The hook {0} has not ended within {1} seconds.",
    remedy: "See what it waits for, or allow it more time.",
    type: "TIMED_OUT",
  },
  "holdfast.restore.directory-stays": {
    text: "{0} cannot be exchanged: something in it has to stay, but in the archive it is not a directory.",
    remedy: "Move away what part of it is left out of backups, or is mounted there, and restore again.",
  },
  "holdfast.restore.appliance-refuses": {
    text: "The restore could not prepare {0}: {1}. Nothing was changed.",
    remedy: "Run it as a user who may write there, and see that the file system is not read-only.",
  },
  "holdfast.restore.exchange-failed": {
    text: "{0} could not be exchanged: {1}.",
    remedy:
      "Everything is put back. EBUSY: something is mounted there; EXDEV: the file system does not rename its directories, as some overlays do not.",
  },
  "holdfast.restore.put-back": {
    text: "The files are as they were before the restore.",
    remedy: "",
  },
  "holdfast.restore.not-put-back": {
    text: "{0} could not be put back: {1}. Some files are the archive's and some are this system's own.",
    remedy:
      "Correct what refuses it; the next job, or a start of the appliance, puts back the rest. The old files lie in directories .before-<job id>.",
  },
  "holdfast.restore.part-not-put-back": {
    text: "Part {0} was given its content from the archive before, which cannot be undone here.",
    remedy:
      "See what state it is in. A program that takes all or nothing, such as pg_restore --single-transaction, avoids doubt.",
    problem: true,
  },
  "holdfast.restore.part-stuck": {
    text: "Part {0} has not taken its content back within {1} seconds.",
    remedy: "See what its program waits for, or allow it more time.",
    type: "TIMED_OUT",
  },
  "holdfast.restore.part-refused": {
    text: "Part {0} did not take its content back: {1}.",
    remedy: "The part's own function takes it; its log may say more.",
  },
  "holdfast.restore.returned": {
    text: "Part {0} has taken its content back.",
    remedy: "",
  },
  "holdfast.restore.kept-before": {
    text: "What was replaced is kept in {0}.",
    remedy: "Remove it when you are sure that you do not need it. Backups leave it out.",
  },
  "holdfast.restore.not-removed": {
    text: "{0}, which nothing needs any more, could not be removed: {1}.",
    remedy: "Remove it by hand.",
    problem: true,
  },
  "holdfast.restore.restored-not-started": {
    text: "Everything is restored, but what uses it was not started again.",
    remedy: "Start it by hand, or restart the appliance.",
  },
  "holdfast.restore.unchanged-not-started": {
    text: "What uses the appliance's data was stopped and could not be started again.",
    remedy: "Start it by hand, or restart the appliance.",
    problem: true,
  },
  "holdfast.restore.undone-later": {
    text: "Restore {0} was interrupted before it was complete, and is undone now.",
    remedy: "Start it again.",
    problem: true,
  },
  "holdfast.restore.completed-later": {
    text: "Restore {0} was interrupted when its files were exchanged already, and is completed now.",
    remedy: "",
  },
} as const;
