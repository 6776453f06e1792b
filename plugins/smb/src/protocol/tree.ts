import type { SmbConnection } from "./connection.ts";
import { SmbFile } from "./file.ts";
import { command } from "./header.ts";
import {
  access,
  type CreateRequest,
  createOption,
  decodeCreateResponse,
  disposition,
  encodeCreateRequest,
  shareAccess,
} from "./messages/create.ts";
import { remoteName } from "./names.ts";
import { successOf } from "./success.ts";

const everybody = shareAccess.READ | shareAccess.WRITE | shareAccess.DELETE;

/** What a path must be. */
export type Expected = "file" | "directory" | "either";

/**
 * A share that the session is connected to. Paths are from its root, with `/` between
 * names; a name that Windows does not take is refused as `invalid-name`.
 */
export class SmbTree {
  readonly #connection: SmbConnection;
  readonly #treeId: number;

  constructor(connection: SmbConnection, treeId: number) {
    this.#connection = connection;
    this.#treeId = treeId;
  }

  /** Opens what is there, to read it or to ask about it. */
  open(path: string, expected: Expected, rights: "read" | "attributes"): Promise<SmbFile> {
    const data = rights === "read" ? access.READ_DATA : 0;
    return this.#create(path, {
      access: data | access.READ_ATTRIBUTES | access.SYNCHRONIZE,
      shareAccess: everybody,
      disposition: disposition.OPEN,
      options: optionsFor(expected),
    });
  }

  /** Opens what is there, to move or to remove it; a link itself, not what it leads to. */
  openForChange(path: string, expected: Expected): Promise<SmbFile> {
    return this.#create(path, {
      access: access.DELETE | access.READ_ATTRIBUTES | access.SYNCHRONIZE,
      shareAccess: everybody,
      disposition: disposition.OPEN,
      options: optionsFor(expected) | createOption.OPEN_REPARSE_POINT,
    });
  }

  /** Makes a new file that nobody else writes to, with the right to move and remove it. */
  createFile(path: string): Promise<SmbFile> {
    return this.#create(path, {
      access: access.WRITE_DATA | access.DELETE | access.READ_ATTRIBUTES | access.SYNCHRONIZE,
      shareAccess: shareAccess.READ | shareAccess.DELETE,
      disposition: disposition.CREATE,
      options: createOption.NON_DIRECTORY_FILE,
    });
  }

  /** Makes a directory. */
  createDirectory(path: string): Promise<SmbFile> {
    return this.#create(path, {
      access: access.READ_ATTRIBUTES | access.SYNCHRONIZE,
      shareAccess: everybody,
      disposition: disposition.CREATE,
      options: createOption.DIRECTORY_FILE,
    });
  }

  async #create(path: string, how: Omit<CreateRequest, "name">): Promise<SmbFile> {
    const response = await this.#connection.request({
      command: command.CREATE,
      treeId: this.#treeId,
      body: encodeCreateRequest({ ...how, name: remoteName(path) }),
    });
    return successOf(
      this.#connection,
      response,
      (message) => new SmbFile(this.#connection, this.#treeId, decodeCreateResponse(message)),
    );
  }
}

function optionsFor(expected: Expected): number {
  if (expected === "file") return createOption.NON_DIRECTORY_FILE;
  return expected === "directory" ? createOption.DIRECTORY_FILE : 0;
}
