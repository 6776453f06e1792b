import { parentPort } from "node:worker_threads";
import type { TaskAnswer, TaskEnvelope } from "./task-worker.ts";
import { workerFailure } from "./worker-failure.ts";

/** Answers tasks inside a worker, one after the other, until the worker is ended. */
export function serveTasks<Task, Result>(perform: (task: Task) => Result): void {
  parentPort?.on("message", ({ id, task }: TaskEnvelope<Task>) => {
    parentPort?.postMessage(answer(id, () => perform(task)));
  });
}

function answer<Result>(id: number, perform: () => Result): TaskAnswer<Result> {
  try {
    return { id, result: perform() };
  } catch (error) {
    return { id, failure: workerFailure(error) };
  }
}
