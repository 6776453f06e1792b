import type { ErrorType, Message } from "@holdfast/core";

/** How far something is that takes long. */
export interface Progress {
  readonly phase: string;
  /** Whole per cent of all phases. */
  readonly percent: number;
  /** Bytes done, of bytes in all, once that is known. */
  readonly bytes?: { readonly done: number; readonly total: number };
  readonly bytesPerSecond?: number | undefined;
  readonly secondsLeft?: number | undefined;
}

/** What a command says: to people on stderr and, as far as it was asked for, stdout; or to programs as JSON. */
export interface Output {
  /** Something that people should know, with its remedy. A program finds it in the result. */
  say(message: Message): void;
  /** A line for people. */
  note(line: string): void;
  /** For people: how far something is. */
  progress(progress: Progress): void;
  /** For a program that follows: something has happened. */
  event(value: unknown): void;
  /** What was asked for. @param lines the same for people */
  result(value: unknown, lines?: readonly string[]): void;
  /** Why there is no result. */
  fail(type: ErrorType, messages: readonly Message[]): void;
}
