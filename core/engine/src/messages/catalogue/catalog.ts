export const catalogMessages = {
  "holdfast.catalog.bad-system-name": {
    text: "{0} cannot be a directory's name for this system's archives.",
    remedy: "Use letters, digits, dots, dashes and underscores for product and system name.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.catalog.no-archives": {
    text: "There is no complete archive in {0}.",
    remedy: "Check the location and the system's name; `holdfast list` shows what is there.",
    type: "NOT_FOUND",
  },
  "holdfast.catalog.no-archive": {
    text: "There is no complete archive {0} in {1}.",
    remedy: "Check the archive's and the system's name; `holdfast list` shows what is there.",
    type: "NOT_FOUND",
  },
  "holdfast.catalog.not-listable": {
    text: "This location cannot list what it holds.",
    remedy: "Name the archive instead of `latest`.",
    type: "UNSUPPORTED",
  },
  "holdfast.catalog.not-prunable": {
    text: "Old archives cannot be removed here: the location cannot list, read and remove files.",
    remedy: "Keep all archives, and have the server remove old ones; or use another location.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.catalog.bad-keep": {
    text: "{0} is not a number of archives to keep.",
    remedy: "Give a whole number, 1 at least.",
    type: "INVALID_ARGUMENT",
  },
} as const;
