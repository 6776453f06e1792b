import type { LocationErrorDetails } from "@holdfast/contract";

/** What a fault can be tied to. */
export type FaultyOperation = "connect" | "put" | "get" | "stat" | "list" | "remove" | "rename" | "freeSpace";

/** A fault that any operation can meet. */
export type AnyEffect =
  /** The operation rejects with this error and does nothing. */
  | { readonly kind: "error"; readonly error: LocationErrorDetails }
  /** The operation does nothing; the connection is lost, and the session with it. */
  | { readonly kind: "connection-lost" }
  /** The operation is done, then the connection is lost before the answer. */
  | { readonly kind: "answer-lost" }
  /** Nothing happens until the operation is aborted or the session closed. */
  | { readonly kind: "stall" }
  /** The operation begins later. */
  | { readonly kind: "delay"; readonly milliseconds: number };

/** A fault in the content of a file, as a put stores it or a get delivers it. */
export type ContentEffect =
  /** The lowest bit of this byte is inverted, and nobody is told. */
  | { readonly kind: "flip"; readonly byte: number }
  /** Only this many bytes arrive, and nobody is told. */
  | { readonly kind: "truncate"; readonly bytes: number }
  /** This many bytes arrive, then the connection is lost. A put without `atomicPut` leaves them. */
  | { readonly kind: "cut"; readonly bytes: number };

/** A disk that takes this many more bytes, over all puts; then puts reject with `no-space`. */
export interface FullEffect {
  readonly kind: "full";
  readonly bytes: number;
}

interface When {
  /** Which of the calls that match, counted from 1 over all sessions of the plugin; each of them when left out. */
  readonly nth?: number;
  /** Only paths that match; a `connect` has the path `""`. */
  readonly path?: RegExp;
}

/** One scripted fault. */
export type Fault = When &
  (
    | { readonly on: FaultyOperation; readonly effect: AnyEffect }
    | { readonly on: "put" | "get"; readonly effect: ContentEffect }
    | { readonly on: "put"; readonly effect: FullEffect }
  );

/** The effect of a fault. */
export type Effect = Fault["effect"];
