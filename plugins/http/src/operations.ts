import { LocationError } from "@holdfast/contract";
import { untilAborted } from "@holdfast/contract/peer";

/** NAME_MAX of the usual file systems, in bytes; servers have many words for longer ones. */
const longestName = 255;

/** Bytes of a path that leave room for a server's own directory in Linux' PATH_MAX of 4096. */
const longestPath = 3500;

/** Characters of a path in a message. */
const longestShown = 200;

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
    return untilAborted(signal, work(signal));
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

/**
 * Refuses names that servers' file systems do not take.
 *
 * @throws LocationError `invalid-name`
 */
export function checkNames(path: string, what: string): void {
  const longest = Math.max(...path.split("/").map((name) => Buffer.byteLength(name)));
  if (longest <= longestName && Buffer.byteLength(path) <= longestPath) return;
  throw new LocationError({
    code: "invalid-name",
    retry: "never",
    message: `Could not ${what}: its name or path is too long (${longestName} and ${longestPath} bytes at most).`,
  });
}

/** What an operation does, for messages. */
export function doing(verb: string, path: string): string {
  const short = path.length <= longestShown ? path : `…${path.slice(-longestShown)}`;
  return `${verb} ${path === "" ? "the location's directory" : short}`;
}

/** The rejection of what a server cannot do. */
export function unsupported(what: string): LocationError {
  return new LocationError({
    code: "unsupported",
    retry: "never",
    message: `This server does not ${what}: it speaks HTTP without WebDAV, or not all of it.`,
  });
}
