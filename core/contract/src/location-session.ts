import type { Readable } from "node:stream";
import type { Capabilities } from "./capabilities.ts";

/**
 * What to store: `chunks` one after the other are `size` bytes. The chunks may lie
 * in shared memory; they must not be altered, and not be used once `put` has settled.
 */
export interface PutBody {
  readonly size: number;
  readonly chunks: readonly Uint8Array[];
}

/** Options of one operation. After an abort the operation rejects with `signal.reason`. */
export interface OperationOptions {
  readonly signal: AbortSignal;
}

/** Options of a `put`. */
export interface PutOptions extends OperationOptions {
  /**
   * Called with the number of bytes that the peer has taken since the last call,
   * as far as the protocol tells; the numbers add up to the body's size. It feeds
   * the progress and the stall watchdog: a plugin that calls it only at the end
   * looks stalled on a slow line.
   */
  readonly onProgress?: (bytes: number) => void;
}

/** Which bytes of a file to get, in bytes; all from `offset` (0) to the end when `length` is left out. */
export interface GetOptions extends OperationOptions {
  readonly offset?: number;
  readonly length?: number;
}

/** What lies under a name. */
export interface EntryInfo {
  readonly kind: "file" | "directory" | "other";
  /** Bytes; always known for a file. */
  readonly size?: number;
  readonly modified?: Date;
}

/** One name in a directory, without any `/`. `size` may be unknown in a listing. */
export interface ListedEntry extends EntryInfo {
  readonly name: string;
}

/**
 * One authenticated connection to a location.
 *
 * Paths are relative to the location's directory, with `/` between segments;
 * `""` is that directory itself. Callers have checked them: no empty segment,
 * no `.` or `..`, no control character, no backslash, well-formed Unicode.
 * What a server names must be checked by the plugin: a listed name with `/`,
 * `..` or a control character is left out.
 *
 * Operations never retry. They reject with a `LocationError`, or with the
 * signal's reason after an abort; with `unsupported` when a capability rules them
 * out, and with `connection-lost` once the session is closed.
 */
export interface LocationSession {
  readonly capabilities: Capabilities;

  /**
   * Stores a whole file, makes missing parent directories, replaces a file of that name.
   * Resolves when the peer confirmed every byte, durably where it can say so.
   */
  put(path: string, body: PutBody, options: PutOptions): Promise<void>;

  /**
   * The file's bytes. The stream ends when the peer confirmed the end, and errors
   * when the content was cut; each chunk is the reader's, memory and all. An `offset` at or beyond the end gives an empty stream.
   * Needs `read`; `offset` and `length` need `readFromOffset`.
   *
   * @throws LocationError `not-found`, as a rejection of the call and not as an error of the stream
   */
  get(path: string, options: GetOptions): Promise<Readable>;

  /** What lies under the path; `undefined` when nothing does. Needs `read`. */
  stat(path: string, options: OperationOptions): Promise<EntryInfo | undefined>;

  /** One directory level, in any order; nothing for an absent directory. Needs `list`. */
  list(directory: string, options: OperationOptions): AsyncIterable<ListedEntry>;

  /** Removes a file or an empty directory; absence is success. Needs `remove`. */
  remove(path: string, options: OperationOptions): Promise<void>;

  /** Moves a file, replacing what has the new name. Needs `atomicRename`. */
  rename(from: string, to: string, options: OperationOptions): Promise<void>;

  /** Bytes that can still be stored. Needs `freeSpace`. */
  freeSpace(options: OperationOptions): Promise<number>;

  /** Ends the session and everything under way on it. Never rejects, may be called twice. */
  close(): Promise<void>;
}
