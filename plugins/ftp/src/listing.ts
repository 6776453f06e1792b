import type { ListedEntry } from "@holdfast/contract";
import { printable } from "@holdfast/contract/peer";
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

/** More than any directory of backups needs, and no more than fits into the memory. */
const mostNames = 500_000;
const mostBytes = 64 * 1024 * 1024;

/** As many show that a data connection works. */
const enoughBytes = 1024 * 1024;

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
   * One directory level, read to its end; nothing for an absent directory.
   *
   * @throws LocationError; or the signal's reason
   */
  async of(path: string, signal: AbortSignal): Promise<readonly ListedEntry[]> {
    if (this.#structured) return this.#list(`MLSD ${path}`, path, signal);
    // Servers take a name after LIST for options or a pattern, so that they list their working directory.
    const entered = await this.#control.send(`CWD ${path}`);
    if (!isDone(entered)) return emptyIfAbsent(entered, path);
    try {
      return await this.#list("LIST -a", path, signal);
    } finally {
      await this.#entries.leave();
    }
  }

  /** Lists the working directory, whatever is in it. @throws LocationError when no data connection comes about */
  async try(signal: AbortSignal): Promise<void> {
    const begun = await this.#begin(this.#structured ? "MLSD" : "LIST -a", signal);
    const reply = "transfer" in begun ? await this.#discard(begun.transfer) : begun.refusal;
    if (noDataConnection.includes(reply.code))
      throw replyError(reply, "try a data connection", "", "unsupported");
  }

  async #discard(transfer: Transfer): Promise<Reply> {
    let received = 0;
    transfer.data.on("data", (piece: Buffer) => {
      received += piece.length;
      if (received > enoughBytes) transfer.cut();
    });
    transfer.data.resume();
    const reply = await transfer.lastWord();
    if (received > enoughBytes) await this.#control.settle();
    return reply;
  }

  async #list(command: string, path: string, signal: AbortSignal): Promise<readonly ListedEntry[]> {
    const begun = await this.#begin(command, signal);
    if ("transfer" in begun) return this.#receive(begun.transfer, `list ${path}`, signal);
    // Some servers refuse to list an empty directory.
    return begun.refusal.code === 450 ? [] : emptyIfAbsent(begun.refusal, path);
  }

  #begin(command: string, signal: AbortSignal): Promise<Beginning> {
    return beginTransfer(this.#control, this.#passive, command, signal);
  }

  async #receive(transfer: Transfer, doing: string, signal: AbortSignal): Promise<readonly ListedEntry[]> {
    const read = this.#structured ? structuredEntries : plainEntries;
    const control = this.#control;
    const { data } = transfer;
    const found: ListedEntry[] = [];
    const lines = new Utf8Lines();
    let received = 0;
    const closed = data.closed ? Promise.resolve() : once(data, "close");
    const abort = (): void => transfer.cut();
    signal.addEventListener("abort", abort, { once: true });
    data.on("data", (piece: Buffer) => {
      control.renewPatience();
      received += piece.length;
      for (const entry of read(lines.push(piece))) found.push(entry);
      if (received > mostBytes || found.length > mostNames)
        control.fail(protocolError(`Could not ${doing}: the listing has no end.`));
    });
    control.renewPatience();
    data.resume();
    if (signal.aborted) abort();
    await closed.catch(() => {});
    signal.removeEventListener("abort", abort);
    if (data.errored !== null) transfer.cut();
    const reply = await transfer.lastWord();
    if (signal.aborted) {
      await control.settle();
      throw signal.reason;
    }
    if (reply.code >= 400) throw replyError(reply, doing, "", "forbidden");
    if (data.errored !== null || !isDone(reply))
      throw dataLost(control, data.errored ?? new Error("it ended early"));
    // Pure-FTPd says so, and ends the listing as if it were whole.
    if (/truncated/i.test(reply.text)) throw limited(doing, reply);
    for (const entry of read(lines.rest())) found.push(entry);
    return found;
  }
}

function emptyIfAbsent(refusal: Reply, path: string): readonly ListedEntry[] {
  const error = replyError(refusal, `list ${path}`, path, "not-found");
  if (error.code === "not-found") return [];
  throw error;
}

function limited(doing: string, { text }: Reply): Error {
  const message = `Could not ${doing}: the server limits how many names it lists (“${printable(text)}”).`;
  return failure("unsupported", "never", message);
}
