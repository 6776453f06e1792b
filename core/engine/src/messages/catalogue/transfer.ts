export const transferMessages = {
  "holdfast.transfer.type-claimed-twice": {
    text: "Location type {0} is claimed by two plugins: {1} and {2}.",
    remedy: "Remove one of them from the configuration.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.transfer.other-contract": {
    text: "The location plugin {0} is written for version {1} of the contract; this engine knows version {2}.",
    remedy: "Install a version of the plugin, or of the engine, so that both have the same contract.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.transfer.unknown-type": {
    text: "There is no plugin for location type {0}; there are plugins for {1}.",
    remedy: "Correct the URL or --type, or install {2} and name it in the configuration.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.transfer.no-type": {
    text: "The location {0} does not say its type.",
    remedy: "Write it as a URL, such as sftp://host/dir or file:///dir, or give --type.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.transfer.type-mismatch": {
    text: "The location is a {0} URL, but the type that was given is {1}.",
    remedy: "Give the type that the URL says, or leave it out.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.transfer.control-character": {
    text: "The {0} contains a control character.",
    remedy: "Remove it; line breaks often come from copying.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.transfer.credentials-in-url": {
    text: "The location's URL contains a user or a password.",
    remedy: "Give the user with --user and the password with --password-file or HOLDFAST_PASSWORD.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.transfer.unknown-option": {
    text: "Location type {0} has no option {1}; it has: {2}.",
    remedy: "Correct the option's name.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.transfer.dots-in-url": {
    text: "The location's path contains a `..` segment.",
    remedy: "Write the path without it.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.transfer.stalled": {
    text: "The location has taken no byte for {0} s while bytes were waiting.",
    remedy: "Look whether the server hangs and whether the network to it is up, then run the job again.",
    type: "TIMED_OUT",
  },
  "holdfast.transfer.retrying": {
    text: "{0} failed and is tried again in {1} s: {2}",
    remedy: "",
  },
  "holdfast.transfer.too-long": {
    text: "{0} at the location is longer than the {1} bytes that it can have.",
    remedy: "The archive was altered or damaged; use another one.",
  },
  "holdfast.transfer.cut-short": {
    text: "{0} at the location ended after {1} of {2} bytes.",
    remedy: "The archive was altered or damaged, or the server cuts files; verify it, or use another one.",
  },
} as const;
