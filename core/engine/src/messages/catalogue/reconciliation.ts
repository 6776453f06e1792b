export const reconciliationMessages = {
  "holdfast.reconciliation.nothing-restored": {
    text: "There is no restore of this system that has succeeded and was not compared with its archive yet.",
    remedy: "Restore the system first; the comparison shows whether everything came back.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.reconciliation.in-use": {
    text: "A comparison is running already.",
    remedy: "Wait until it ends, or cancel it.",
    type: "FEATURE_IN_USE",
  },
  "holdfast.reconciliation.never": {
    text: "There was no comparison since this process was started.",
    remedy: "Create one after a restore.",
    type: "NOT_FOUND",
  },
  "holdfast.reconciliation.not-running": {
    text: "No comparison is running.",
    remedy: "",
    type: "NOT_ALLOWED_IN_CURRENT_STATE",
  },
  "holdfast.reconciliation.cancelled": {
    text: "The comparison was cancelled.",
    remedy: "Start it again when you want it.",
  },
  "holdfast.reconciliation.failed": {
    text: "The system is not as archive {0} has it.",
    remedy:
      "See the differences. What the appliance itself changes when it starts is among them; if they are all right, compare again and ignore warnings.",
  },
  "holdfast.reconciliation.comparison": {
    text: "Comparison of this system with archive {0}.",
    remedy: "",
  },
  "holdfast.reconciliation.same": {
    text: "Part {0}: all {1} entries are as the archive has them, and there is nothing else.",
    remedy: "",
  },
  "holdfast.reconciliation.differs": {
    text: "Part {0}: {1} differences from the {2} entries of the archive.",
    remedy: "See the first of them below.",
    problem: true,
  },
  "holdfast.reconciliation.not-compared": {
    text: "Part {0} was not compared: the archive has no index of what it consists of.",
    remedy: "",
  },
  "holdfast.reconciliation.missing": {
    text: "{0} is missing; it is a {1}.",
    remedy: "",
    problem: true,
  },
  "holdfast.reconciliation.additional": {
    text: "{0} is not in the archive; it is a {2}.",
    remedy: "",
    problem: true,
  },
  "holdfast.reconciliation.type": {
    text: "{0} is a {2}, and a {1} in the archive.",
    remedy: "",
    problem: true,
  },
  "holdfast.reconciliation.size": {
    text: "{0} has {2} bytes, and {1} in the archive.",
    remedy: "",
    problem: true,
  },
  "holdfast.reconciliation.mode": {
    text: "{0} has the mode {2}, and {1} in the archive.",
    remedy: "",
    problem: true,
  },
  "holdfast.reconciliation.link": {
    text: "{0} leads to {2}, and to {1} in the archive.",
    remedy: "",
    problem: true,
  },
  "holdfast.reconciliation.unreadable": {
    text: "{0} cannot be looked at: {2}.",
    remedy: "Run as a user who may read it.",
    problem: true,
  },
} as const;
