import type { EntryInfo } from "@holdfast/contract";
import type { ControlConnection } from "./control-connection.ts";
import { failure, replyError } from "./errors.ts";
import { factsOf, infoOf } from "./facts.ts";
import type { Features } from "./features.ts";
import { isDone, type Reply } from "./reply.ts";

/** NAME_MAX of the usual file systems, in bytes. */
export const longestName = 255;

/** The directory that a path lies in; `undefined` for the root. */
export function parentOf(path: string): string | undefined {
  const slash = path.lastIndexOf("/");
  if (path === "/") return undefined;
  return slash === 0 ? "/" : path.slice(0, slash);
}

/** Whether a path has a name that is longer than the usual file systems take (NAME_MAX). */
function hasLongName(path: string): boolean {
  return path.split("/").some((name) => Buffer.byteLength(name) > longestName);
}

/** Looks for files and directories, and makes directories. Paths are absolute. */
export class Entries {
  readonly #control: ControlConnection;
  readonly #features: Features;
  readonly #login: string;

  /** @param login a directory that is there: the working directory goes back to it */
  constructor(control: ControlConnection, features: Features, login: string) {
    this.#control = control;
    this.#features = features;
    this.#login = login;
  }

  /**
   * What lies under a path; `undefined` when nothing does. Without MLST
   * (RFC 3659 §7) files are what has a size, and directories what can be entered.
   *
   * @throws LocationError
   */
  async find(path: string): Promise<EntryInfo | undefined> {
    if (!this.#features.has("MLST")) {
      const size = await this.size(path);
      if (size !== undefined) return { kind: "file", size };
      return (await this.isDirectory(path)) ? { kind: "directory" } : undefined;
    }
    const reply = await this.#control.send(`MLST ${path}`);
    if (!isDone(reply)) return this.#absent(reply, path);
    const line = reply.text.split("\n").find((each) => each.startsWith(" "));
    const info = infoOf(factsOf(line?.trimStart() ?? ""));
    if (info === undefined) throw replyError(reply, `look for ${path}`, path, "protocol");
    return info;
  }

  /** A file's bytes; `undefined` when there is no file of that name. @throws LocationError */
  async size(path: string): Promise<number | undefined> {
    const reply = await this.#control.send(`SIZE ${path}`);
    if (reply.code !== 213) return this.#absent(reply, path);
    const size = Number(/^213 (\d{1,15})(?!\d)/.exec(reply.text)?.[1] ?? Number.NaN);
    if (Number.isNaN(size)) throw replyError(reply, `ask for the size of ${path}`, path, "protocol");
    return size;
  }

  /**
   * Whether a path is a directory. CWD is asked only where nothing else is there:
   * Pure-FTPd delays each answer to one that fails a little more than the last.
   *
   * @throws LocationError
   */
  async isDirectory(path: string): Promise<boolean> {
    if (this.#features.has("MLST")) return (await this.find(path))?.kind === "directory";
    if (!isDone(await this.#control.send(`CWD ${path}`))) return false;
    await this.leave();
    return true;
  }

  /** Goes back from where CWD went: some servers do not remove a directory that is somebody's working directory. */
  async leave(): Promise<void> {
    await this.#control.send(`CWD ${this.#login}`);
  }

  /**
   * Makes a directory and those above it that are missing. One that is there
   * already, or that another session makes at the same time, is fine.
   *
   * @throws LocationError `already-exists` when a file is in the way
   */
  async makeDirectory(path: string): Promise<void> {
    if (await this.isDirectory(path)) return;
    const parent = parentOf(path);
    if (parent !== undefined) await this.makeDirectory(parent);
    const reply = await this.#control.send(`MKD ${path}`);
    if (isDone(reply) || (await this.isDirectory(path))) return;
    throw await this.refusal(reply, `make the directory ${path}`, path);
  }

  /** Why a path could not be written, which not every server says. */
  async refusal(reply: Reply, doing: string, path: string): Promise<Error> {
    const otherwise = hasLongName(path) ? "invalid-name" : "forbidden";
    const error = replyError(reply, doing, path, otherwise);
    if (error.code !== "forbidden" && error.code !== "unexpected") return error;
    const found = await this.find(path).catch(() => undefined);
    if (found === undefined) return error;
    const message = `Could not ${doing}: a ${found.kind === "directory" ? "directory" : "file"} is in its place.`;
    return failure("already-exists", "never", message);
  }

  /** Refusals that say nothing else mean that nothing is there. */
  #absent(reply: Reply, path: string): undefined {
    const error = replyError(reply, `look for ${path}`, path, "not-found");
    if (error.code !== "not-found" && error.code !== "already-exists") throw error;
  }
}
