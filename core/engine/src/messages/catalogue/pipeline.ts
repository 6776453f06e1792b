export const pipelineMessages = {
  "holdfast.pipeline.worker-failed": {
    text: "A worker of the pipeline failed: {0}.",
    remedy: "Run the job again. If it happens again, report the text with the version of Holdfast and Node.",
  },
  "holdfast.pipeline.worker-died": {
    text: "The {0} ended in the middle of its work (exit code {1}).",
    remedy: "Look for messages about memory in the system's log, then run the job again.",
  },
  "holdfast.pipeline.source-stuck": {
    text: "The source of part {0} has made no progress for {1} s; the last thing it touched was {2}.",
    remedy:
      "Look whether the disk or the server behind that path answers, or raise the part's idle time-out.",
  },
  "holdfast.pipeline.bad-geometry": {
    text: "The pipeline's {0} cannot be {1}: it is a whole number from {2} to {3}.",
    remedy: "Give a number in that range, or leave it out.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.pipeline.digest-differs": {
    text: "Volume {0} at the location is not what was stored there: its SHA-256 differs.",
    remedy:
      "The file was damaged, cut or exchanged; use another archive, or restore what the other volumes hold by hand.",
  },
  "holdfast.pipeline.stream-size-differs": {
    text: "Part {0} has {1} bytes where the manifest says {2}.",
    remedy: "Volumes are missing or were exchanged; use another archive.",
  },
} as const;
