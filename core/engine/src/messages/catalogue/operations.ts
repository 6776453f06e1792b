export const operationsMessages = {
  "holdfast.operations.job-elsewhere": {
    text: "Job {0} is run by another process of this system, which alone can cancel it.",
    remedy: "Cancel it where it was started, or end that process.",
    type: "NOT_ALLOWED_IN_CURRENT_STATE",
  },
  "holdfast.operations.cancelling": {
    text: "Job {0} is being cancelled.",
    remedy: "",
  },
  "holdfast.operations.unknown-part": {
    text: "There is no part {0}; the parts are {1}.",
    remedy: "Name a part that this system has.",
  },
  "holdfast.operations.backup": {
    text: "Backup of {0} to {1}.",
    remedy: "",
  },
  "holdfast.operations.phase": {
    text: "{0}, {1} %",
    remedy: "",
  },
  "holdfast.operations.no-systems": {
    text: "The location has no backups of {0}, or does not exist.",
    remedy: "Check the location's path: it is the directory that was given for the backups.",
    type: "NOT_FOUND",
  },
  "holdfast.operations.unknown-system": {
    text: "The location has no system {0} of {1}.",
    remedy: "List the names of the systems that have backups there.",
    type: "NOT_FOUND",
  },
  "holdfast.operations.bad-max-results": {
    text: "{0} is not a number of results.",
    remedy: "Give a whole number, or leave it out for 128.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.operations.no-archive-location": {
    text: "The location is not the directory of an archive: <location>/{0}/sn_<system>/<archive>.",
    remedy: "Give the location that the archive's details tell.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.operations.other-product": {
    text: "The archive is of {0}, and this system is {1}.",
    remedy: "Give the directory of an archive that was made by the same product.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.operations.no-restore": {
    text: "This system was never restored.",
    remedy: "Create a restore job first.",
  },
} as const;
