import { FTPContext } from "basic-ftp";
import type { Socket } from "node:net";
import { protocolError } from "./errors.ts";

const longestLine = 16 * 1024;

/**
 * basic-ftp's control connection, given whole lines only: by itself it loses the
 * rest of a line that two TCP segments share, and with it half of a number.
 * It bounds a reply to 64 KiB itself.
 */
export class WholeLineContext extends FTPContext {
  #begun = "";

  /** Goes on over another socket, such as TLS on the former. What came before over the former is forgotten. */
  use(socket: Socket): void {
    this.#begun = "";
    this.socket = socket;
  }

  protected override _onControlSocketData(chunk: string): void {
    const text = this.#begun + chunk;
    const end = text.lastIndexOf("\n") + 1;
    this.#begun = text.slice(end);
    if (this.#begun.length > longestLine)
      this.closeWithError(protocolError("The server sent a line without an end."));
    // eslint-disable-next-line no-underscore-dangle -- basic-ftp's name for what it lets subclasses replace
    else if (end > 0) super._onControlSocketData(text.slice(0, end));
  }
}
