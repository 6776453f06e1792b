import { readFileSync, statSync } from "node:fs";
import type { ByteString } from "../parts/byte-string.ts";

const largestFile = 4 * 1_048_576;

/** The system's account names as its files have them; directory services are not asked. */
export class Accounts {
  readonly #users: Ids;
  readonly #groups: Ids;

  constructor(users: Ids, groups: Ids) {
    this.#users = users;
    this.#groups = groups;
  }

  /** Reads /etc/passwd and /etc/group; one that cannot be read, or has more than 4 MiB, names nobody. */
  static ofThisSystem(): Accounts {
    return new Accounts(new Ids(contentOf("/etc/passwd")), new Ids(contentOf("/etc/group")));
  }

  /** Names nobody, so that numbers count. */
  static unnamed(): Accounts {
    return new Accounts(new Ids("" as ByteString), new Ids("" as ByteString));
  }

  /** Empty when the user has no name. */
  user(uid: number): ByteString {
    return this.#users.nameOf(uid);
  }

  /** Empty when the group has no name. */
  group(gid: number): ByteString {
    return this.#groups.nameOf(gid);
  }

  uidOf(user: ByteString): number | undefined {
    return this.#users.idOf(user);
  }

  gidOf(group: ByteString): number | undefined {
    return this.#groups.idOf(group);
  }
}

/** Names and numbers of passwd(5) or group(5): the first and the third field. The first line counts. */
export class Ids {
  readonly #names = new Map<number, ByteString>();
  readonly #ids = new Map<ByteString, number>();

  constructor(content: ByteString) {
    for (const [, name, digits] of content.matchAll(/^([^:\n#+-][^:\n]*):[^:\n]*:(\d{1,10}):/gm)) {
      const id = Number(digits);
      if (!this.#names.has(id)) this.#names.set(id, name as ByteString);
      if (!this.#ids.has(name as ByteString)) this.#ids.set(name as ByteString, id);
    }
  }

  nameOf(id: number): ByteString {
    return this.#names.get(id) ?? ("" as ByteString);
  }

  idOf(name: ByteString): number | undefined {
    return this.#ids.get(name);
  }
}

function contentOf(path: string): ByteString {
  try {
    if (statSync(path).size > largestFile) return "" as ByteString;
    return readFileSync(path, "latin1") as ByteString;
  } catch {
    return "" as ByteString;
  }
}
