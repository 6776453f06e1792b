export const stateMessages = {
  "holdfast.state.no-space": {
    text: "The file system of the state directory is full: {0} could not be written.",
    remedy:
      "Free some space there; a few megabytes are enough. Backups at locations do not use space in the state directory.",
  },
  "holdfast.state.unwritable": {
    text: "{0} cannot be opened for writing: {1}.",
    remedy: "Run as the user who owns the state directory, and see that its file system is not read-only.",
  },
  "holdfast.state.unsafe-directory": {
    text: "The state directory {0} can be written by other users.",
    remedy: "Choose a directory that is used for nothing else, or run chmod 700 on this one.",
  },
  "holdfast.state.network-file-system": {
    text: "The state directory {0} lies on a network file system ({1}), where locks cannot be relied on.",
    remedy: "Choose a state directory on a local file system.",
  },
  "holdfast.state.corrupt": {
    text: "The state database {0} is damaged: {1}.",
    remedy:
      "Move the file away, with the files beside it whose names begin the same; a new one is made. Job history and system id are lost, backups at locations are not: they have to be adopted once.",
  },
  "holdfast.state.newer-version": {
    text: "The state database {0} was written by a newer version: it has version {1}, this program knows {2}.",
    remedy: "Use the newer version, or move the file away to begin with an empty history.",
  },
  "holdfast.state.busy": {
    text: "The state database {0} is locked by another process for too long.",
    remedy: "Look for a process that hangs while it uses this state directory, and end it.",
    type: "RESOURCE_INACCESSIBLE",
  },
  "holdfast.state.failed": {
    text: "The state file {0} could not be used: {1}.",
    remedy: "Check the disk of the state directory; the system's log may say more.",
  },
  "holdfast.state.invalid-known-host": {
    text: "A host key or certificate cannot be remembered: its line is empty, too long or has control characters.",
    remedy: "Give the server's key or fingerprint with the location instead of accepting it at first sight.",
  },
  "holdfast.state.known-hosts-too-large": {
    text: "The file of remembered host keys or certificates {0} is larger than {1} bytes.",
    remedy: "Remove the lines that are no longer needed.",
  },
  "holdfast.state.unsafe-key-file": {
    text: "The key file {0} can be read by other users.",
    remedy: "Run chmod 600 on it, and give the schedules their passwords anew: they may be known.",
  },
  "holdfast.state.bad-key-file": {
    text: "The key file {0} has {1} bytes instead of {2}.",
    remedy:
      "Put the right file back, or remove it to have a new one made; the schedules need their passwords anew then.",
  },
  "holdfast.state.secret-unreadable": {
    text: "The secret {0} cannot be opened: it was sealed with another key, or altered.",
    remedy: "Put the right key file back, or give the password anew.",
  },
  "holdfast.state.secret-missing": {
    text: "The {1} of {0} was kept in the secret store, which does not have it any more.",
    remedy: "Give the password anew; nothing is done without it.",
  },
  "holdfast.state.secret-store-failed": {
    text: "The secret store failed with a secret of {0}: {1}.",
    remedy: "Look after the store that this system's program was given, then try again.",
  },
} as const;
