export const backupMessages = {
  "holdfast.backup.unknown-part": {
    text: "There is no part {0}; the parts are {1}.",
    remedy: "Name parts that this system has.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.backup.no-part": {
    text: "There is no part to back up.",
    remedy: "Name a part, or give this system one.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.backup.bad-version": {
    text: "{0} is not a version that an archive's name can carry.",
    remedy: "Use letters, digits, dots, dashes, plus and tilde, such as 4.2.0.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.backup.part-twice": {
    text: "Two parts have the id {0}.",
    remedy: "Give each part its own id.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.backup.bad-level": {
    text: "The compression level is not one of {0}'s levels, {1} to {2}.",
    remedy: "Give a level in that range, or leave it out.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.backup.too-many-recipients": {
    text: "There are more than {0} recipients.",
    remedy: "Give fewer recipients; one that several people can use is enough.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.backup.bad-comment": {
    text: "The comment is longer than {0} characters or has control characters.",
    remedy: "Write a shorter comment on one line.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.backup.archive-exists": {
    text: "The location already has a complete archive {0}; it was not touched.",
    remedy: "Set this system's clock, then run the job again.",
    type: "ALREADY_EXISTS",
  },
  "holdfast.backup.archive-unreadable": {
    text: "The manifest of the older archive {0} cannot be read: {1}",
    remedy: "Verify that archive; this backup does not depend on it.",
  },
  "holdfast.backup.system-name-taken": {
    text: "Another system has archives under the name {0} at this location; its newest is {1}.",
    remedy:
      "Give each system its own name with --system, or its own directory. If this system was reinstalled, adopt the archives with --adopt.",
  },
  "holdfast.backup.not-sealed": {
    text: "The archive is not encrypted: whoever can read the location can read it.",
    remedy: "Give a backup password or recipients.",
  },
  "holdfast.backup.not-kept": {
    text: "The location does not keep what it is given: {0} came back different {1} times.",
    remedy: "Check the server's disks and memory before any backup is trusted to it.",
  },
  "holdfast.backup.entries-with-problems": {
    text: "Part {0}: {1} of {2} entries could not be kept as they were ({3}). The index names each.",
    remedy: "See the entries named below; `holdfast show` counts them for each part.",
    problem: true,
  },
  "holdfast.backup.entry-problem": {
    text: "{0}: {1} ({2})",
    remedy: "",
    problem: true,
  },
  "holdfast.backup.verified": {
    text: "Read back {0} of {1} volumes: each came back as it was stored, could be opened and decompressed.",
    remedy: "",
  },
  "holdfast.backup.not-readable": {
    text: "The location cannot be read, so nothing was read back.",
    remedy: "Verify the archive where it can be read.",
  },
  "holdfast.backup.not-swept": {
    text: "What an interrupted backup left behind could not be removed: {0}: {1}",
    remedy: "The next backup tries again; or remove the directory by hand, it is no archive.",
  },
  "holdfast.backup.committed": {
    text: "The archive is {0}.",
    remedy: "",
  },
  "holdfast.backup.swept": {
    text: "Removed what an interrupted backup left behind: {0}.",
    remedy: "",
  },
  "holdfast.backup.pruned": {
    text: "Removed the older archive {0}.",
    remedy: "",
  },
  "holdfast.backup.pruning-passed-over": {
    text: "The archive {0} counts as nobody's, since its manifest cannot be read; it was left alone.",
    remedy: "Verify it, and remove its directory by hand if it is of no use.",
  },
  "holdfast.backup.not-pruned": {
    text: "The backup is complete, but older archives could not be removed: {0}",
    remedy: "The next backup tries again; see that the user may remove files there.",
    problem: true,
  },
} as const;
