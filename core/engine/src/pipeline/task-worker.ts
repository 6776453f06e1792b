import type { Worker } from "node:worker_threads";
import { failure } from "../messages/holdfast-error.ts";
import { errorOf, type WorkerFailure } from "./worker-failure.ts";
import { startWorker, type WorkerName } from "./worker-thread.ts";

/** A task on its way to a worker. */
export interface TaskEnvelope<Task> {
  readonly id: number;
  readonly task: Task;
}

/** A worker's answer to one task. */
export type TaskAnswer<Result> = { id: number; result: Result } | { id: number; failure: WorkerFailure };

interface Pending<Result> {
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/** A worker that answers tasks, in any number at once. */
export class TaskWorker<Task, Result> {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending<Result>>();
  #nextId = 0;
  #ended: unknown;

  constructor(name: WorkerName, workerData: unknown) {
    this.#worker = startWorker(name, workerData);
    this.#worker.on("message", (answer: TaskAnswer<Result>) => this.#settle(answer));
    this.#worker.on("error", (error) => {
      this.#end(failure("holdfast.pipeline.worker-failed", error.message));
    });
    this.#worker.on("exit", (code) => this.#end(failure("holdfast.pipeline.worker-died", name, code)));
  }

  /** How many tasks have no answer yet. */
  get load(): number {
    return this.#pending.size;
  }

  /** Rejects with what the worker threw, or when it dies. */
  run(task: Task): Promise<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    if (this.#ended !== undefined) {
      reject(this.#ended);
      return promise;
    }
    const id = this.#nextId++;
    this.#pending.set(id, { resolve, reject });
    this.#worker.postMessage({ id, task } satisfies TaskEnvelope<Task>);
    return promise;
  }

  /** Ends the worker, whatever it does. */
  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #settle(answer: TaskAnswer<Result>): void {
    const pending = this.#pending.get(answer.id);
    this.#pending.delete(answer.id);
    if ("failure" in answer) pending?.reject(errorOf(answer.failure));
    else pending?.resolve(answer.result);
  }

  #end(error: unknown): void {
    this.#ended ??= error;
    for (const pending of this.#pending.values()) pending.reject(this.#ended);
    this.#pending.clear();
  }
}
