import type { Effect, Fault, FaultyOperation } from "./fault.ts";

/** Counts calls and bytes, and says which fault a call meets. One script serves all sessions of a plugin. */
export class FaultScript {
  readonly #lines: readonly { readonly fault: Fault; calls: number }[];
  #stored = 0;

  constructor(faults: readonly Fault[]) {
    this.#lines = faults.map((fault) => ({ fault, calls: 0 }));
  }

  /** The effect on this call: that of the first fault which applies. Counts the call. */
  effectOn(operation: FaultyOperation, path: string): Effect | undefined {
    let effect: Effect | undefined;
    for (const line of this.#lines) {
      const { on, nth, path: wanted } = line.fault;
      if (on !== operation || (wanted !== undefined && path.search(wanted) === -1)) continue;
      line.calls += 1;
      if (nth === undefined || nth === line.calls) effect ??= line.fault.effect;
    }
    return effect;
  }

  /** Counts bytes that are stored, and says whether a disk of this size has room for them. */
  fits(size: number, capacity: number): boolean {
    if (this.#stored + size > capacity) return false;
    this.#stored += size;
    return true;
  }
}
