export const scheduleMessages = {
  "holdfast.schedule.bad-id": {
    text: "{0} cannot be the name of a schedule.",
    remedy: "Use 1 to 64 letters, digits, spaces, dots, dashes and underscores, such as default.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.schedule.exists": {
    text: "There is a schedule {0} already.",
    remedy: "Update it, or give the new one another name.",
    type: "ALREADY_EXISTS",
  },
  "holdfast.schedule.unknown": {
    text: "There is no schedule {0}.",
    remedy: "List the schedules to see which there are.",
    type: "NOT_FOUND",
  },
  "holdfast.schedule.password-elsewhere": {
    text: "The location's password of schedule {0} was given for {1}, and is not sent to {2}.",
    remedy: "Give the password for the new location together with it.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.schedule.bad-recurrence": {
    text: "The {0} of a recurrence cannot be {1}; it is one of {2}.",
    remedy: "Correct the recurrence.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.schedule.bad-time-zone": {
    text: "There is no time zone {0}.",
    remedy: "Give an IANA name, such as Europe/Berlin or UTC.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.schedule.not-started": {
    text: "Schedule {0} was due, but its backup could not be started.",
    remedy: "See why below; run the schedule by hand, or wait for its next time.",
  },
} as const;
