import { HoldfastError } from "@holdfast/core";
import { cliMessage } from "./output/messages.ts";

const signals = ["SIGINT", "SIGTERM"] as const;

/** A signal has ended the command. */
export class Interrupted extends HoldfastError {
  constructor() {
    super([cliMessage("holdfast.cli.cancelled")]);
  }
}

/**
 * What SIGINT and SIGTERM do while there is work at a location. At other times, and
 * from the second signal on, they end the process as they end any other: a thread
 * that hangs in a system call keeps a process from exiting, but not from that.
 */
export class Interrupts {
  #cancel: (() => void) | undefined;

  /** Settles with the work, or rejects with {@link Interrupted} at a signal. */
  async during<T>(work: Promise<T>): Promise<T> {
    const interrupted = Promise.withResolvers<never>();
    const stop = (): void => {
      for (const signal of signals) process.off(signal, interrupt);
    };
    const interrupt = (): void => {
      stop();
      if (this.#cancel === undefined) interrupted.reject(new Interrupted());
      else this.#cancel();
    };
    for (const signal of signals) process.on(signal, interrupt);
    try {
      return await Promise.race([work, interrupted.promise]);
    } finally {
      stop();
    }
  }

  /** Settles with a part of the work that a signal cancels instead. */
  async cancelling<T>(work: Promise<T>, cancel: () => void): Promise<T> {
    this.#cancel = cancel;
    try {
      return await work;
    } finally {
      this.#cancel = undefined;
    }
  }
}
