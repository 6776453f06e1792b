import { type BigIntStats, lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";

/** Node sets times in microseconds. */
const timeTolerance = 1000n;

/**
 * How a restored directory differs from the original, one line each; empty when it does not.
 * Compares names, types, content, modes, times, targets of symbolic links, hard links, and owners as root.
 */
export function compareTrees(original: string, restored: string): string[] {
  const comparison = new Comparison(original, restored);
  comparison.compare("");
  return comparison.differences;
}

class Comparison {
  readonly differences: string[] = [];
  readonly #original: string;
  readonly #restored: string;
  /** The restored file that each original one with several names has become, and the reverse. */
  readonly #counterparts = new Map<string, string>();

  constructor(original: string, restored: string) {
    this.#original = original;
    this.#restored = restored;
  }

  compare(path: string): void {
    const [a, b] = [join(this.#original, path), join(this.#restored, path)].map((each) =>
      lstatSync(each, { bigint: true, throwIfNoEntry: false }),
    );
    if (a === undefined || b === undefined) {
      this.#say(path, a === undefined ? "is only in the restored tree" : "was not restored");
    } else if (typeOf(a) !== typeOf(b)) {
      this.#say(path, `is a ${typeOf(b)}, and was a ${typeOf(a)}`);
    } else {
      this.#compareAttributes(path, a, b);
      this.#compareContent(path, a, b);
    }
  }

  #compareAttributes(path: string, a: BigIntStats, b: BigIntStats): void {
    // A symbolic link has no mode of its own.
    if (!a.isSymbolicLink() && a.mode !== b.mode) this.#say(path, "has another mode");
    const apart = a.mtimeNs - b.mtimeNs;
    if (apart > timeTolerance || apart < -timeTolerance) this.#say(path, "has another time");
    if (process.getuid?.() === 0 && (a.uid !== b.uid || a.gid !== b.gid)) {
      this.#say(path, "has another owner");
    }
  }

  #compareContent(path: string, a: BigIntStats, b: BigIntStats): void {
    const [original, restored] = [join(this.#original, path), join(this.#restored, path)];
    if (a.isDirectory()) {
      const names = new Set([...readdirSync(original), ...readdirSync(restored)]);
      for (const name of [...names].toSorted()) this.compare(join(path, name));
    } else if (a.isSymbolicLink()) {
      if (readlinkSync(original) !== readlinkSync(restored)) this.#say(path, "points elsewhere");
    } else if (a.isFile()) {
      if (!readFileSync(original).equals(readFileSync(restored))) this.#say(path, "has other content");
      this.#compareHardLinks(path, a, b);
    }
  }

  #compareHardLinks(path: string, a: BigIntStats, b: BigIntStats): void {
    const [original, restored] = [`original ${a.dev}:${a.ino}`, `restored ${b.dev}:${b.ino}`];
    const [was, is] = [this.#counterparts.get(restored), this.#counterparts.get(original)];
    if ((was ?? original) === original && (is ?? restored) === restored) {
      this.#counterparts.set(original, restored).set(restored, original);
    } else {
      this.#say(path, "has other hard links");
    }
  }

  #say(path: string, what: string): void {
    this.differences.push(`${path === "" ? "the directory itself" : path} ${what}`);
  }
}

function typeOf(stats: BigIntStats): string {
  if (stats.isDirectory()) return "directory";
  if (stats.isSymbolicLink()) return "symbolic link";
  return stats.isFile() ? "file" : "special file";
}
