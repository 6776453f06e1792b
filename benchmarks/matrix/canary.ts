import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Forms in which a secret could come out. */
function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const wide = Buffer.from(secret, "utf16le");
  const encoded = [bytes, wide].flatMap((each) =>
    (["base64", "base64url", "hex"] as const).map((encoding) => each.toString(encoding).replace(/=+$/, "")),
  );
  return [secret, encodeURIComponent(secret), wide.toString("latin1"), ...encoded];
}

/** Looks for secrets where they must not be, and remembers where it found one. */
export class Canary {
  readonly #forms: readonly string[];
  readonly #found = new Set<string>();

  constructor(secrets: readonly string[]) {
    this.#forms = secrets.flatMap(formsOf);
  }

  /** Where a secret was seen. */
  get found(): readonly string[] {
    return [...this.#found];
  }

  /** @param where such as `the standard error of backup` */
  look(where: string, text: string): void {
    if (this.#forms.some((form) => text.includes(form))) this.#found.add(where);
  }

  /** Looks at the command lines of a process and of all that it has started. */
  lookAtProcesses(pid: number): void {
    for (const each of descendants(pid)) {
      this.look("the process list", readIfThere(`/proc/${each}/cmdline`));
    }
  }

  /** Looks at the names and the content of all files in a directory. */
  lookAtFiles(directory: string): void {
    for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      this.look(path, path);
      if (entry.isFile()) this.look(path, readIfThere(path));
    }
  }
}

function descendants(pid: number): readonly number[] {
  const children = readIfThere(`/proc/${pid}/task/${pid}/children`).trim();
  const next = children === "" ? [] : children.split(" ").map(Number);
  return [pid, ...next.flatMap(descendants)];
}

/** Processes end, and temporary files go, while they are looked at. */
function readIfThere(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}
