export const checkMessages = {
  "holdfast.check.connected": {
    text: "Connected and logged in. The server offers: {0}.",
    remedy: "",
  },
  "holdfast.check.free-space": {
    text: "{0} bytes are free.",
    remedy: "",
  },
  "holdfast.check.no-free-space": {
    text: "The location cannot tell its free space.",
    remedy: "Watch the space at the server; a backup that finds it full fails.",
  },
  "holdfast.check.wrote": {
    text: "Stored a file of {0} bytes in a new directory.",
    remedy: "",
  },
  "holdfast.check.read": {
    text: "Read it back unchanged.",
    remedy: "",
  },
  "holdfast.check.no-read": {
    text: "The location cannot be read: backups are not read back, and nothing is restored from here.",
    remedy: "Use a location type that can read, or verify and restore archives where they can be read.",
  },
  "holdfast.check.content-differs": {
    text: "{0} came back different from how it was stored.",
    remedy: "Check the server's disks and memory before any backup is trusted to it.",
  },
  "holdfast.check.range": {
    text: "Read {0} bytes from the middle of a file.",
    remedy: "",
  },
  "holdfast.check.no-range": {
    text: "The location cannot read from the middle of a file: restoring a few files reads whole volumes.",
    remedy: "",
  },
  "holdfast.check.listed": {
    text: "Listed a directory.",
    remedy: "",
  },
  "holdfast.check.no-list": {
    text: "The location cannot list what it holds: archives have to be named to be restored.",
    remedy: "Use a location type that can list, or note the names of archives.",
  },
  "holdfast.check.not-listed": {
    text: "The listing of a directory lacks {0}, which was just stored there.",
    remedy: "Check whether the server lists from a cache, or hides files from this user.",
  },
  "holdfast.check.renamed": {
    text: "Renamed a file over another one.",
    remedy: "",
  },
  "holdfast.check.no-rename": {
    text: "The location cannot rename a file over another one.",
    remedy: "",
  },
  "holdfast.check.still-there": {
    text: "{0} is still there after it was {1}.",
    remedy: "Check the server: it confirms what it does not do.",
  },
  "holdfast.check.clock": {
    text: "The server's clock agrees with this machine's to within {0} s.",
    remedy: "",
  },
  "holdfast.check.no-clock": {
    text: "The location does not tell when a file was stored, so its clock is not known.",
    remedy: "",
  },
  "holdfast.check.clock-differs": {
    text: "The server's clock and this machine's are {0} s apart.",
    remedy: "Set the wrong one, best by NTP: archives are named and ordered by this machine's time.",
    problem: true,
  },
  "holdfast.check.volume": {
    text: "Stored {0} bytes at {1} MB/s and read them back unchanged at {2} MB/s.",
    remedy: "",
  },
  "holdfast.check.volume-stored": {
    text: "Stored {0} bytes at {1} MB/s.",
    remedy: "",
  },
  "holdfast.check.sessions": {
    text: "Sessions open at once: {0}.",
    remedy: "",
  },
  "holdfast.check.fewer-sessions": {
    text: "Sessions open at once: {0}; {1} would be used.",
    remedy: "Backups work, and are slower on fast networks. Allow more sessions for this user at the server.",
  },
  "holdfast.check.deleted": {
    text: "Removed what was stored.",
    remedy: "",
  },
  "holdfast.check.no-delete": {
    text: "The location cannot remove files: {0} stays there, and so does everything else.",
    remedy: "Remove it by hand, and old archives as well.",
  },
} as const;
