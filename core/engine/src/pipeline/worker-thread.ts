import { Worker } from "node:worker_threads";

// A started file has the ending of the file that starts it: .ts from source, .js from dist.
const ending = import.meta.url.endsWith(".ts") ? "ts" : "js";

/** The workers of the pipeline, by the names of their files. */
export type WorkerName =
  | "reading-worker"
  | "sealing-worker"
  | "opening-worker"
  | "writing-worker"
  | "comparing-worker";

/** A file of this folder that is started on its own. */
export function siblingFile(name: WorkerName | "reading-process"): URL {
  return new URL(`./${name}.${ending}`, import.meta.url);
}

/**
 * Starts a worker with a small heap: buffers live outside of it, so the limits
 * only keep V8 from growing each worker's young generation.
 */
export function startWorker(name: WorkerName, workerData: unknown): Worker {
  return new Worker(siblingFile(name), {
    workerData,
    stdin: false,
    resourceLimits: {
      maxYoungGenerationSizeMb: 1,
      maxOldGenerationSizeMb: 64,
      stackSizeMb: 2,
    },
  });
}
