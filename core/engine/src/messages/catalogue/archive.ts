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
    remedy:
      "The index was damaged or altered. The part can still be restored as a whole, or use another archive.",
  },
  "holdfast.archive.impossible-name": {
    text: "{0} was not restored: it, or what it links to, cannot be the name of a file.",
    remedy: "No backup has such an entry: the archive was made or altered by somebody else.",
  },
  "holdfast.archive.absolute-name": {
    text: "{0} was not restored: its name is an absolute path.",
    remedy: "No backup has such an entry: the archive was made or altered by somebody else.",
  },
  "holdfast.archive.name-leaves-target": {
    text: "{0} was not restored: its name leads out of the target directory.",
    remedy: "No backup has such an entry: the archive was made or altered by somebody else.",
  },
  "holdfast.archive.outside-of-part": {
    text: "{0} was not restored: it lies in no directory of part {1}.",
    remedy: "No backup has such an entry: the archive was made or altered by somebody else.",
  },
  "holdfast.archive.parent-not-directory": {
    text: "An entry in {0} was not restored: {0} is not a directory there.",
    remedy:
      "Restore into an empty directory. If it was empty, the archive was made or altered by somebody else.",
  },
  "holdfast.archive.directory-in-the-way": {
    text: "{0} was not restored: a directory that is not empty has its name.",
    remedy: "Restore into an empty directory.",
  },
  "holdfast.archive.hard-link-refused": {
    text: "{0} was not restored: it is a hard link to {1}, which is not a file in the target directory.",
    remedy: "Restore the other name as well: the two share one content.",
  },
  "holdfast.archive.type-not-restored": {
    text: "{0} was not restored: it is a {1}.",
    remedy: "Devices and FIFOs are made by the system; make it by hand if it is needed.",
  },
  "holdfast.archive.not-restored": {
    text: "{0} was not restored: {1}.",
    remedy: "Look for what refuses it in the target directory, or choose another one.",
  },
  "holdfast.archive.attributes-not-restored": {
    text: "The owner, mode or time of {0} was not restored: {1}.",
    remedy: "Restore to a file system that has them, as root if owners are to come back.",
  },
  "holdfast.archive.links-outside": {
    text: "{0} symbolic links point out of the target directory. They were restored as they are.",
    remedy: "",
  },
  "holdfast.archive.no-space": {
    text: "The target's file system is full: {0} could not be written.",
    remedy: "Free space there, or restore to another target.",
  },
  "holdfast.archive.target-failed": {
    text: "The target of the restore failed at {0}: {1}.",
    remedy: "Check the disk and the mount of the target directory; the system's log may say more.",
  },
} as const;
