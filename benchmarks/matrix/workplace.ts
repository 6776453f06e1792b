import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const mebibyte = 1024 * 1024;
const smallFiles = 200;

/** A temporary directory with what is backed up, the secrets, and the state of the command that does it. */
export class Workplace {
  readonly directory: string;
  /** Seals the archives; new in every run. */
  readonly backupPassword: string = `Aa1!${randomBytes(9).toString("base64url")}`;
  /** A login's password that is not the right one. */
  readonly wrongPassword: string = randomBytes(12).toString("base64url");

  private constructor(directory: string) {
    this.directory = directory;
  }

  static async create(): Promise<Workplace> {
    const place = new Workplace(await mkdtemp(join(tmpdir(), "holdfast-matrix-")));
    for (const name of ["state", "temporary", "secrets"]) await mkdir(join(place.directory, name));
    await place.#writeTree();
    await writeFile(place.big, randomBytes(96 * mebibyte));
    return place;
  }

  /** Many small files, and names that are not easy. */
  get tree(): string {
    return join(this.directory, "tree");
  }

  /** A file that takes a moment, and does not fit everywhere. */
  get big(): string {
    return join(this.directory, "big");
  }

  /** Where the command keeps its state. */
  get state(): string {
    return join(this.directory, "state");
  }

  /** Where the command's temporary files go. */
  get temporary(): string {
    return join(this.directory, "temporary");
  }

  /** Writes a secret to a file of its own. @returns its path */
  async secretFile(name: string, secret: string): Promise<string> {
    const path = join(this.directory, "secrets", name);
    await writeFile(path, secret, { mode: 0o600 });
    return path;
  }

  remove(): Promise<void> {
    return rm(this.directory, { recursive: true, force: true });
  }

  async #writeTree(): Promise<void> {
    const strange = join(this.tree, "äöü 漢字", "%41;$(id)'\"");
    await mkdir(strange, { recursive: true });
    await writeFile(join(strange, "-rf\n*"), "odd name");
    await writeFile(join(this.tree, "empty"), "");
    await symlink("empty", join(this.tree, "link"));
    for (let number = 0; number < smallFiles; number++) {
      await writeFile(join(this.tree, `file-${number}`), randomBytes(number * 97));
    }
  }
}
