/** A place for one request at a time (RFC 8881 §2.10.6). */
export interface Slot {
  readonly id: number;
  /** The number of its last request; the next one's is one more. */
  sequenceId: number;
}

/** The slots of a session: each request takes one, waits for one when there is none, and gives it back. */
export class SlotTable {
  readonly #free: Slot[];
  readonly #used = new Set<Slot>();
  readonly #waiting: ((slot: Slot) => void)[] = [];

  constructor(count: number) {
    this.#free = Array.from({ length: count }, (_, id) => ({ id, sequenceId: 0 }));
  }

  /** The highest number of a slot in use. */
  get highestUsed(): number {
    return Math.max(0, ...Array.from(this.#used, ({ id }) => id));
  }

  get isIdle(): boolean {
    return this.#used.size === 0;
  }

  /** The lowest free slot, so that the server may shrink its table. */
  take(): Promise<Slot> {
    const slot = this.#free.shift();
    if (slot === undefined) return new Promise((resolve) => void this.#waiting.push(resolve));
    this.#used.add(slot);
    return Promise.resolve(slot);
  }

  giveBack(slot: Slot): void {
    const next = this.#waiting.shift();
    if (next !== undefined) return next(slot);
    this.#used.delete(slot);
    const place = this.#free.findIndex(({ id }) => id > slot.id);
    this.#free.splice(place === -1 ? this.#free.length : place, 0, slot);
  }
}
