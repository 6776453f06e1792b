export const archiveMessages = {
  "holdfast.archive.malformed-tar": {
    text: "The archive's tar stream is malformed: {0}.",
    remedy: "The archive was damaged or altered. Use another archive.",
  },
  "holdfast.archive.truncated-tar": {
    text: "The archive's tar stream ends too early.",
    remedy: "The archive was cut off. What it restored so far is whole; use another archive for the rest.",
  },
  "holdfast.archive.invalid-index-line": {
    text: "A line of the archive's index is invalid: {0}.",
    remedy: "The index was damaged or altered. The part can still be restored as a whole, or use another archive.",
  },
} as const;
