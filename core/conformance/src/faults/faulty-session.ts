import { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import {
  type Capabilities,
  type EntryInfo,
  type GetOptions,
  type ListedEntry,
  LocationError,
  type LocationSession,
  type OperationOptions,
  type PutBody,
  type PutOptions,
} from "@holdfast/contract";
import { damagedBody, damagedStream } from "./damaged-content.ts";
import type { Effect, FaultyOperation } from "./fault.ts";
import type { FaultScript } from "./fault-script.ts";

/** A session that does what another does, apart from what a script spoils. */
export class FaultySession implements LocationSession {
  readonly capabilities: Capabilities;
  readonly #inner: LocationSession;
  readonly #script: FaultScript;
  readonly #end = new AbortController();

  constructor(inner: LocationSession, script: FaultScript) {
    this.capabilities = inner.capabilities;
    this.#inner = inner;
    this.#script = script;
  }

  async put(path: string, body: PutBody, options: PutOptions): Promise<void> {
    await this.#operation("put", path, options, async (effect) => {
      switch (effect?.kind) {
        case "full":
          if (!this.#script.fits(body.size, effect.bytes)) throw full();
          return this.#inner.put(path, body, options);
        case "flip":
        case "truncate":
          return this.#inner.put(path, damagedBody(body, effect), options);
        case "cut":
          if (!this.capabilities.atomicPut) {
            await this.#inner.put(path, damagedBody(body, effect), options);
          }
          throw this.#lose();
        default:
          return this.#inner.put(path, body, options);
      }
    });
  }

  async get(path: string, options: GetOptions): Promise<Readable> {
    return this.#operation("get", path, options, async (effect) => {
      const stream = await this.#inner.get(path, options);
      if (effect?.kind !== "flip" && effect?.kind !== "truncate" && effect?.kind !== "cut") return stream;
      return Readable.from(
        damagedStream(stream, effect, () => this.#lose()),
        { objectMode: false },
      );
    });
  }

  async stat(path: string, options: OperationOptions): Promise<EntryInfo | undefined> {
    return this.#operation("stat", path, options, () => this.#inner.stat(path, options));
  }

  async *list(directory: string, options: OperationOptions): AsyncGenerator<ListedEntry, void> {
    const listed = await this.#operation("list", directory, options, () =>
      Promise.resolve(this.#inner.list(directory, options)),
    );
    yield* listed;
  }

  async remove(path: string, options: OperationOptions): Promise<void> {
    await this.#operation("remove", path, options, () => this.#inner.remove(path, options));
  }

  async rename(from: string, to: string, options: OperationOptions): Promise<void> {
    await this.#operation("rename", from, options, () => this.#inner.rename(from, to, options));
  }

  async freeSpace(options: OperationOptions): Promise<number> {
    return this.#operation("freeSpace", "", options, () => this.#inner.freeSpace(options));
  }

  async close(): Promise<void> {
    this.#end.abort(lost("The session was closed."));
    await this.#inner.close();
  }

  async #operation<T>(
    operation: FaultyOperation,
    path: string,
    { signal }: OperationOptions,
    run: (effect: Effect | undefined) => Promise<T>,
  ): Promise<T> {
    const ended = AbortSignal.any([signal, this.#end.signal]);
    ended.throwIfAborted();
    const effect = this.#script.effectOn(operation, path);
    await beforehand(effect, ended);
    if (effect?.kind === "connection-lost") throw this.#lose();
    const result = await run(effect);
    if (effect?.kind === "answer-lost") throw this.#lose();
    return result;
  }

  #lose(): Error {
    const error = lost("The connection was cut.");
    this.#end.abort(error);
    return error;
  }
}

/** What an effect does before its operation begins. */
export async function beforehand(effect: Effect | undefined, signal: AbortSignal): Promise<void> {
  switch (effect?.kind) {
    case "error":
      throw new LocationError(effect.error);
    case "stall":
      await aborted(signal);
      break;
    case "delay":
      await delay(effect.milliseconds, undefined, { signal }).catch(() => signal.throwIfAborted());
      break;
    default:
  }
}

async function aborted(signal: AbortSignal): Promise<never> {
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
  throw signal.reason;
}

/** The error of a connection that ended. */
export function lost(message: string): LocationError {
  return new LocationError({ code: "connection-lost", retry: "new-session", message });
}

function full(): LocationError {
  return new LocationError({ code: "no-space", retry: "never", message: "The disk is full." });
}
