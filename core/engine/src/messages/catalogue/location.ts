export const locationMessages = {
  "holdfast.location.invalid-location": {
    text: "{0}.",
    remedy: "Correct the location.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.location.invalid-name": {
    text: "The location does not take this file name: {0}.",
    remedy: "Use a directory with shorter or plainer names.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.location.unreachable": {
    text: "The location cannot be reached: {0}.",
    remedy: "Check the host name, the port, and that the server and the network are up.",
    type: "RESOURCE_INACCESSIBLE",
  },
  "holdfast.location.untrusted-peer": {
    text: "The server at the location is not trusted: {0}.",
    remedy:
      "Compare the fingerprint with the server's own, then give it with --host-key or --tls-fingerprint.",
    type: "RESOURCE_INACCESSIBLE",
  },
  "holdfast.location.unauthenticated": {
    text: "The location refused the login: {0}.",
    remedy: "Check the user and the password or key.",
    type: "RESOURCE_INACCESSIBLE",
  },
  "holdfast.location.forbidden": {
    text: "The location does not permit this: {0}.",
    remedy: "Give the user write and read access to the directory, or use another one.",
    type: "RESOURCE_INACCESSIBLE",
  },
  "holdfast.location.not-found": {
    text: "Not found at the location: {0}.",
    remedy: "Check the location's path and the archive's name.",
    type: "NOT_FOUND",
  },
  "holdfast.location.already-exists": {
    text: "Something stands in the way at the location: {0}.",
    remedy: "Remove it, or use another directory.",
    type: "RESOURCE_INACCESSIBLE",
  },
  "holdfast.location.no-space": {
    text: "The location is full: {0}.",
    remedy: "Free space or raise the quota there, then run the job again.",
    type: "RESOURCE_INACCESSIBLE",
  },
  "holdfast.location.too-large": {
    text: "The location takes no file of this size: {0}.",
    remedy: "Raise the server's limit, or lower the volume size.",
    type: "RESOURCE_INACCESSIBLE",
  },
  "holdfast.location.busy": {
    text: "The location is busy: {0}.",
    remedy: "Try again later, or allow more sessions at the server.",
    type: "RESOURCE_INACCESSIBLE",
  },
  "holdfast.location.connection-lost": {
    text: "The connection to the location was lost: {0}.",
    remedy: "Check the network and the server's log, then run the job again.",
    type: "RESOURCE_INACCESSIBLE",
  },
  "holdfast.location.timeout": {
    text: "The location stopped answering: {0}.",
    remedy: "Look whether the server hangs and whether the network to it is up.",
    type: "TIMED_OUT",
  },
  "holdfast.location.corrupt": {
    text: "What came back from the location was damaged: {0}.",
    remedy: "Check the server's disks and the network; use another archive for a restore.",
    type: "ERROR",
  },
  "holdfast.location.protocol": {
    text: "The server at the location broke its protocol: {0}.",
    remedy: "Check that the URL names the right kind of server.",
    type: "RESOURCE_INACCESSIBLE",
  },
  "holdfast.location.unsupported": {
    text: "The location cannot do this: {0}.",
    remedy: "Use another location type, or configure the server for it.",
    type: "UNSUPPORTED",
  },
  "holdfast.location.unexpected": {
    text: "The location failed: {0}.",
    remedy: "The server's log may tell more.",
    type: "RESOURCE_INACCESSIBLE",
  },
} as const;
