export const jobMessages = {
  "holdfast.job.cancelled": {
    text: "The job was cancelled.",
    remedy: "Start it again when you want it.",
  },
} as const;
