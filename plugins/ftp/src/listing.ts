import type { ListedEntry } from "@holdfast/contract";
import { once } from "node:events";
import type { ControlConnection } from "./control-connection.ts";
import type { Entries } from "./entries.ts";
import { failure, protocolError, replyError } from "./errors.ts";
import type { Features } from "./features.ts";
import { plainEntries, structuredEntries } from "./listed-lines.ts";
import type { PassiveMode } from "./passive-mode.ts";
import { isDone, type Reply } from "./reply.ts";
import { type Beginning, beginTransfer, dataLost, type Transfer } from "./transfer.ts";
import { Utf8Lines } from "./utf8-lines.ts";

/** More than any directory of backups needs: some 300,000 names. */
const mostBytes = 32 * 1024 * 1024;

/** Codes for data connections that could not be made, and not for what was to go over them. */
const noDataConnection = [425, 522];

/** Lists directories: with MLSD (RFC 3659 §7) where the server has it, else with LIST. */
export class Listing {
  readonly #control: ControlConnection;
  readonly #passive: PassiveMode;
  readonly #entries: Entries;
  readonly #structured: boolean;

  constructor(control: ControlConnection, passive: PassiveMode, entries: Entries, features: Features) {
    this.#control = control;
    this.#passive = passive;
    this.#entries = entries;
    this.#structured = features.has("MLST");
  }

  /**
   * One directory level, read to its end; nothing for an absent directory. The
   * server lists its working directory, since it may take a name for options or a pattern.
   *
   * @throws LocationError; or the signal's reason
   */
  async of(path: string, signal: AbortSignal): Promise<readonly ListedEntry[]> {
    const doing = `list ${path}`;
    const entered = await this.#control.send(`CWD ${path}`);
    if (!isDone(entered)) {
      const error = replyError(entered, doing, path, "not-found");
      if (error.code === "not-found") return [];
      throw error;
    }
    try {
      const begun = await this.#begin(signal);
      // Some servers refuse to list an empty directory.
      if ("refusal" in begun && begun.refusal.code === 450) return [];
      if ("refusal" in begun) throw replyError(begun.refusal, doing, path, "forbidden");
      return await this.#receive(begun.transfer, doing, signal);
    } finally {
      await this.#entries.leave();
    }
  }

  /** Lists the working directory, whatever is in it. @throws LocationError when no data connection comes about */
  async try(signal: AbortSignal): Promise<void> {
    const begun = await this.#begin(signal);
    const reply: Reply | undefined = "refusal" in begun ? begun.refusal : undefined;
    if (reply === undefined && "transfer" in begun)
      await this.#receive(begun.transfer, "try a data connection", signal);
    if (reply !== undefined && noDataConnection.includes(reply.code))
      throw replyError(reply, "open a data connection", "", "unsupported");
  }

  #begin(signal: AbortSignal): Promise<Beginning> {
    return beginTransfer(this.#control, this.#passive, this.#structured ? "MLSD" : "LIST -a", signal);
  }

  async #receive(transfer: Transfer, doing: string, signal: AbortSignal): Promise<readonly ListedEntry[]> {
    const read = this.#structured ? structuredEntries : plainEntries;
    const control = this.#control;
    const { data, final } = transfer;
    const found: ListedEntry[] = [];
    const lines = new Utf8Lines();
    let received = 0;
    const closed = data.closed ? Promise.resolve() : once(data, "close");
    const abort = (): void => transfer.cut();
    signal.addEventListener("abort", abort, { once: true });
    data.on("data", (piece: Buffer) => {
      control.renewPatience();
      received += piece.length;
      if (received > mostBytes) control.fail(protocolError(`Could not ${doing}: the listing has no end.`));
      else for (const entry of read(lines.push(piece))) found.push(entry);
    });
    final.catch(() => data.destroy());
    control.renewPatience();
    data.resume();
    if (signal.aborted) abort();
    await closed.catch(() => {});
    signal.removeEventListener("abort", abort);
    const reply = await final;
    if (signal.aborted) {
      await control.settle();
      throw signal.reason;
    }
    if (!isDone(reply)) throw replyError(reply, doing, "", "forbidden");
    if (data.errored !== null) throw dataLost(control, data.errored);
    // Pure-FTPd says so, and ends the listing as if it were whole.
    if (/truncated/i.test(reply.text)) throw limited(doing, reply);
    for (const entry of read(lines.rest())) found.push(entry);
    return found;
  }
}

function limited(doing: string, { text }: Reply): Error {
  const message = `Could not ${doing}: the server limits how many names it lists (“${text}”).`;
  return failure("unsupported", "never", message);
}
