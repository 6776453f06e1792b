export const tuneMessages = {
  "holdfast.tune.bad-seconds": {
    text: "The time for trying settings is {0} s; it can be {1} to {2} s.",
    remedy: "Give a time in between; slow networks need more than the usual 30 s.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.tune.no-remove": {
    text: "The location cannot remove files, so what is stored to try settings would stay there.",
    remedy: "Try the settings at another directory of a server of the same kind, where files can be removed.",
    type: "UNSUPPORTED",
  },
  "holdfast.tune.little-space": {
    text: "{0} bytes are free at the location, and trying settings needs {1}.",
    remedy: "Make room, or try the settings at a larger location on the same server.",
  },
  "holdfast.tune.too-slow": {
    text: "Not one setting could be measured in {0} s.",
    remedy: "Give more time with --seconds; `holdfast check` tells whether the location works at all.",
    type: "TIMED_OUT",
  },
  "holdfast.tune.unfinished": {
    text: "There was time for {0} of {1} settings only.",
    remedy:
      "Give more time with --seconds, or settle an option with --option NAME=VALUE so that it is not tried.",
    problem: true,
  },
  "holdfast.tune.unconfirmed": {
    text: "The best setting could not be measured a second time, so chance may have chosen it.",
    remedy: "Give more time with --seconds, and let nothing else use the server meanwhile.",
    problem: true,
  },
  "holdfast.tune.nothing-to-set": {
    text: "Location type {0} has no further option that bears on its speed, so only what it does as it is was measured.",
    remedy: "",
  },
  "holdfast.tune.left-behind": {
    text: "{0} at the location could not be removed.",
    remedy: "Remove that directory by hand.",
    problem: true,
  },
} as const;
