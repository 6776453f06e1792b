import { LocationError } from "@holdfast/contract";
import { orAbort } from "./deadline.ts";

/** Runs a session's operations, each until its own signal or the session's end aborts it. */
export class Operations {
  readonly #end = new AbortController();

  /** Aborts with the end of the session. */
  get end(): AbortSignal {
    return this.#end.signal;
  }

  /** A signal that aborts with the operation's own, and with the end of the session. */
  signalFor(signal: AbortSignal): AbortSignal {
    return AbortSignal.any([signal, this.#end.signal]);
  }

  /** The work's outcome; the abort's reason as soon as that comes first. */
  async run<Value>(given: AbortSignal, work: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
    const signal = this.signalFor(given);
    signal.throwIfAborted();
    return orAbort(signal, work(signal));
  }

  close(): void {
    this.#end.abort(
      new LocationError({
        code: "connection-lost",
        retry: "new-session",
        message: "The session was closed.",
      }),
    );
  }
}

/** What an operation does, for messages. */
export function doing(verb: string, path: string): string {
  return `${verb} ${path === "" ? "the location's directory" : path}`;
}

/** The rejection of what a server cannot do. */
export function unsupported(what: string): LocationError {
  return new LocationError({
    code: "unsupported",
    retry: "never",
    message: `This server does not ${what}: it speaks HTTP without WebDAV, or not all of it.`,
  });
}
