import { join } from "node:path";
import { type Holdfast, type Outcome, type Printed } from "./holdfast.ts";
import type { Destination, StartedSubject } from "./subject.ts";
import type { Workplace } from "./workplace.ts";

const committed = "holdfast.backup.committed";
const connected = "holdfast.check.connected";
const noCompression = ["--compression", "none"];

/** What stands in the place of the right login or peer. */
export interface Change {
  readonly password?: string;
  readonly args?: readonly string[];
}

/** Backs up to one subject and restores from it, with the arguments that an operator would give. */
export class Operator {
  readonly place: Workplace;
  readonly subject: StartedSubject;
  /** What the check found that the location offers. */
  offers: string | undefined;
  readonly #holdfast: Holdfast;
  #restores = 0;

  constructor(place: Workplace, subject: StartedSubject, holdfast: Holdfast) {
    this.place = place;
    this.subject = subject;
    this.#holdfast = holdfast;
  }

  /** Backs up the tree, or what `source` names. */
  async backUp(
    { url, prefix }: Destination,
    { source = this.place.tree, change = {}, onStored }: BackupSettings = {},
  ): Promise<Outcome> {
    const key = await this.#key();
    const args = ["backup", source, "--to", url, ...noCompression, ...key, ...(await this.#peer(change))];
    return this.#holdfast.run(args, { ...(prefix && { prefix }), ...(onStored && { onStored }) });
  }

  /** Tries out all that the location has to be able to do. */
  async check(url: string): Promise<Outcome> {
    return this.#holdfast.run(["check", url, ...(await this.#peer({}))]);
  }

  /** Checks an archive to the last byte. */
  async verify(url: string, archive: string): Promise<Outcome> {
    return this.#holdfast.run(["verify", archive, "--from", url, ...(await this.#access())]);
  }

  /** Restores an archive. @returns where to, too */
  async restore(url: string, archive: string): Promise<Outcome & { readonly target: string }> {
    const target = join(this.place.directory, `restored-${++this.#restores}`);
    const args = ["restore", archive, "--from", url, "--target", target, ...(await this.#access())];
    return { ...(await this.#holdfast.run(args)), target };
  }

  /** The names of the archives. */
  async archives(url: string): Promise<readonly string[]> {
    const args = ["list", "--from", url, ...(await this.#peer({}))];
    const { printed } = await this.#holdfast.run(args);
    return (printed as readonly { archive: string }[]).map(({ archive }) => archive);
  }

  async #access(): Promise<readonly string[]> {
    return [...(await this.#key()), ...(await this.#peer({}))];
  }

  async #key(): Promise<readonly string[]> {
    const file = await this.place.secretFile("backup-password", this.place.backupPassword);
    return ["--encrypt-password-file", file];
  }

  async #peer({ password, args = this.subject.args }: Change): Promise<readonly string[]> {
    const { login } = this.subject;
    if (login === undefined) return args;
    const file = await this.place.secretFile("login-password", password ?? login.password);
    return ["--user", login.user, "--password-file", file, ...args];
  }
}

/** What is particular to one backup. */
export interface BackupSettings {
  readonly source?: string;
  readonly change?: Change;
  readonly onStored?: (pid: number) => void;
}

/** What the session of a check offers, in its own words. */
export function offerOf({ printed }: Outcome): string | undefined {
  const { steps = [] } = printed as Printed;
  return steps.find(({ message }) => message.id === connected)?.message.args[0];
}

/** The archive that a backup has made: `latest` where archives can be found. */
export function archiveOf({ printed }: Outcome, { lists }: StartedSubject): string {
  if (lists) return "latest";
  const { messages = [] } = printed as Printed;
  return messages.find(({ id }) => id === committed)?.args[0] ?? "";
}
