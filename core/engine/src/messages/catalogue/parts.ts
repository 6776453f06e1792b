export const partsMessages = {
  "holdfast.parts.invalid-id": {
    text: "{0} is not a part's id.",
    remedy: "Use 1 to 32 lower-case letters, digits and hyphens, beginning with a letter.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.parts.no-root": {
    text: "Part {0} names no directory and no file.",
    remedy: "Give at least one absolute path.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.parts.root-not-absolute": {
    text: "{0}, which part {1} names, is not an absolute path.",
    remedy: "Write the path from the root directory on, beginning with a slash.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.parts.root-missing": {
    text: "{0}, which part {1} consists of, cannot be read: {2}.",
    remedy:
      "Correct the path, mount what is missing, or run as a user who may read it. A backup without it would not be one.",
    type: "NOT_FOUND",
  },
  "holdfast.parts.invalid-exclude": {
    text: "{0}, which part {1} leaves out, is neither a file name nor an absolute path.",
    remedy: "Give a name without slashes, or a path that begins with one. There are no wildcards.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.parts.root-in-state": {
    text: "{0}, which part {1} names, lies in this system's state directory.",
    remedy: "Name something else: the state directory serves the backups, and is not needed for a restore.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.parts.no-command": {
    text: "Part {0} has a command without a program.",
    remedy: 'Give the program and its arguments as a list, such as ["pg_dump", "-Fc", "app"].',
    type: "INVALID_ARGUMENT",
  },
  "holdfast.parts.command-failed": {
    text: "The program of part {0}, {1}, ended with {2}: {3}",
    remedy: "Run the program by hand as the same user, and correct what it complains about.",
  },
  "holdfast.parts.stream-failed": {
    text: "The source of part {0} failed: {1}.",
    remedy: "The part's own program makes these bytes; its log may say more. Then run the backup again.",
  },
  "holdfast.parts.command-not-started": {
    text: "The program of part {0}, {1}, could not be started: {2}.",
    remedy: "Install the program, or correct its name in the part.",
  },
} as const;
