/**
 * What a session can do. Fixed once connected; two servers of one type may
 * differ. Everything is off until a plugin says otherwise.
 */
export interface Capabilities {
  /** `get` and `stat` work. */
  readonly read: boolean;
  /** `get` honours `offset` and `length` without transferring what lies outside. */
  readonly readFromOffset: boolean;
  /** `list` works. */
  readonly list: boolean;
  /** `remove` works. */
  readonly remove: boolean;
  /** A `put` that fails or is cut off leaves the old content, or nothing, under its name. */
  readonly atomicPut: boolean;
  /** `rename` works, and replaces an existing file in one step. */
  readonly atomicRename: boolean;
  /** `freeSpace` works. */
  readonly freeSpace: boolean;
  /** How many operations may be under way on one session, at least 1. */
  readonly operationsPerSession: number;
  /** How many sessions to one location are sensible, at least 1. */
  readonly sessions: number;
}

const none: Capabilities = {
  read: false,
  readFromOffset: false,
  list: false,
  remove: false,
  atomicPut: false,
  atomicRename: false,
  freeSpace: false,
  operationsPerSession: 1,
  sessions: 1,
};

/** The given capabilities; those left out are off. */
export function capabilities(given: Partial<Capabilities>): Capabilities {
  return Object.freeze({ ...none, ...given });
}
