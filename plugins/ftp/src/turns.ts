import { untilAborted } from "@holdfast/contract/peer";

/** Lets operations run one after the other: FTP has one command at a time on a connection. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /**
   * Waits for those before it, then runs the work.
   *
   * @param settled what the work leaves running, which the next one waits for
   * @throws what the work throws; or the signal's reason, while the work goes on and ends by itself
   */
  async take<Value>(
    signal: AbortSignal,
    work: () => Promise<Value>,
    settled: (value: Value) => Promise<unknown> = async () => {},
  ): Promise<Value> {
    signal.throwIfAborted();
    const before = this.#last;
    const running = before.then(() => {
      signal.throwIfAborted();
      return work();
    });
    this.#last = running.then(settled).catch(() => {});
    return untilAborted(signal, running);
  }
}
