/** A localizable message: a stable id, its English text, and what was put into it. */
export interface Message {
  /** `holdfast.<folder>.<what>`; stable between releases. */
  readonly id: string;
  /** English text with the arguments filled in. */
  readonly default_message: string;
  /** The arguments in the order of the text's `{0}`, `{1}`… for translations. */
  readonly args: readonly string[];
}

/** The vSphere error vocabulary, as far as the engine uses it. */
export type ErrorType =
  | "ALREADY_EXISTS"
  | "ERROR"
  | "FEATURE_IN_USE"
  | "INVALID_ARGUMENT"
  | "NOT_ALLOWED_IN_CURRENT_STATE"
  | "NOT_FOUND"
  | "RESOURCE_INACCESSIBLE"
  | "TIMED_OUT"
  | "UNAUTHENTICATED"
  | "UNAUTHORIZED"
  | "UNSUPPORTED";

/** What the catalogue knows of a message. */
export interface CatalogueEntry {
  /** English text; `{0}`, `{1}`… stand for the arguments. */
  readonly text: string;
  /** What the reader can do about it; empty for messages that only inform. */
  readonly remedy: string;
  /** The error type when the message is thrown; `ERROR` when left out. */
  readonly type?: ErrorType;
  /** A job that succeeded with this message left something out: it is done with problems. */
  readonly problem?: boolean;
}
