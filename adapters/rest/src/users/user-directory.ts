import type { Secret } from "@holdfast/contract";
import { HoldfastError } from "@holdfast/core";
import { restMessage, type RestMessageId } from "../errors/rest-messages.ts";
import { hashPassword, parsePasswordHash, type PasswordHash } from "./password-hash.ts";
import { type Role, roles } from "./roles.ts";

/** Somebody who may log in. */
export interface User {
  readonly name: string;
  readonly role: Role;
  readonly password: PasswordHash;
}

/** Who may log in. Names of users are the same in upper and lower case, as in vSphere. */
export class UserDirectory {
  readonly #users: ReadonlyMap<string, User>;

  constructor(users: readonly User[]) {
    this.#users = new Map(users.map((user) => [user.name.toLowerCase(), user]));
  }

  find(name: string): User | undefined {
    return this.#users.get(name.toLowerCase());
  }
}

/**
 * Reads the text of a users file: a line `NAME:ROLE:HASH` for each user, empty
 * lines, and comments with `#`. The hash is scrypt's in the PHC string format.
 *
 * @param file the file's name, for messages
 * @throws HoldfastError that names the line
 */
export function parseUsers(file: string, text: string): UserDirectory {
  const users: User[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line === "" || line.startsWith("#")) continue;
    const user = parseUser(line);
    if (user === undefined) throw refusal("holdfast.rest.bad-user", file, index + 1);
    if (users.some(({ name }) => name.toLowerCase() === user.name.toLowerCase())) {
      throw refusal("holdfast.rest.user-twice", file, index + 1);
    }
    users.push(user);
  }
  if (users.length === 0) throw refusal("holdfast.rest.no-user", file);
  return new UserDirectory(users);
}

/**
 * The line of a users file for a user.
 *
 * @throws HoldfastError for a name that cannot be used
 */
export async function userLine(name: string, role: Role, password: Secret): Promise<string> {
  if (!isUserName(name)) throw refusal("holdfast.rest.bad-user-name", JSON.stringify(name.slice(0, 100)));
  return `${name}:${role}:${await hashPassword(password)}`;
}

function parseUser(line: string): User | undefined {
  const [name = "", roleName = "", hash = "", ...rest] = line.split(":");
  const role = roles.find((each) => each === roleName);
  const password = parsePasswordHash(hash);
  if (!isUserName(name) || role === undefined || password === undefined || rest.length > 0) return undefined;
  return { name, role, password };
}

function isUserName(name: string): boolean {
  return /^[^\s:#\p{Cc}\p{Cs}][^:\p{Cc}\p{Cs}]{0,99}$/u.test(name);
}

function refusal(id: RestMessageId, ...args: readonly (string | number)[]): HoldfastError {
  return new HoldfastError([restMessage(id, ...args)], { errorType: "INVALID_ARGUMENT" });
}
