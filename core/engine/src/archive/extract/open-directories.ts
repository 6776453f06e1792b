import type { ByteString } from "../../parts/byte-string.ts";
import type { TarEntry } from "../tar/tar-entry.ts";

interface OpenDirectory {
  readonly path: ByteString;
  readonly entry: TarEntry;
}

/**
 * The directories around the current entry. Each gets its attributes when the
 * archive leaves it: its time would change, and its mode might refuse what is yet
 * to come.
 */
export class OpenDirectories {
  readonly #open: OpenDirectory[] = [];
  readonly #complete: (path: ByteString, entry: TarEntry) => void;

  /** @param complete gives a directory its attributes */
  constructor(complete: (path: ByteString, entry: TarEntry) => void) {
    this.#complete = complete;
  }

  enter(path: ByteString, entry: TarEntry): void {
    this.#open.push({ path, entry });
  }

  /** Completes, from the innermost on, the directories that the path does not lie in. */
  leaveFor(path: ByteString): void {
    for (let last = this.#open.at(-1); last !== undefined; last = this.#open.at(-1)) {
      if (isInside(path, last.path)) return;
      this.#open.pop();
      this.#complete(last.path, last.entry);
    }
  }

  /** Completes all of them. */
  leaveAll(): void {
    for (const { path, entry } of this.#open.splice(0).toReversed()) this.#complete(path, entry);
  }
}

function isInside(path: ByteString, directory: ByteString): boolean {
  return (
    path !== directory && path.startsWith(directory) && (directory === "/" || path[directory.length] === "/")
  );
}
