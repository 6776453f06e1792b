import { execFileSync } from "node:child_process";
import { chmodSync, lstatSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import type { IndexEntry } from "../../src/archive/entry.ts";
import type { ExtractSummary } from "../../src/archive/extraction.ts";
import type { PartMeasure } from "../../src/parts/measure.ts";
import { directoryTest } from "../scratch-directory.ts";

const program = fileURLToPath(new URL("children/archive-and-extract.ts", import.meta.url));
const nobody = 65_534;

interface Result {
  readonly measure: PartMeasure;
  readonly entries: readonly IndexEntry[];
  readonly summary: ExtractSummary;
}

/** Measures, archives and extracts in a process whose user is not root. */
function runUnprivileged(source: string, target: string): Result {
  const user = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};
  const args = ["--conditions=@holdfast/source", program, source, target];
  return JSON.parse(execFileSync(process.execPath, args, { ...user, cwd: "/", encoding: "utf8" })) as Result;
}

directoryTest(
  "without root, what may not be read is told, and closed directories come back",
  ({ directory }) => {
    const source = join(directory, "source");
    const target = join(directory, "target");
    mkdirSync(join(source, "secret directory"), { recursive: true });
    mkdirSync(join(source, "closed"));
    writeFileSync(join(source, "secret"), "secret");
    writeFileSync(join(source, "closed", "file"), "content");
    mkdirSync(join(source, "listed"));
    writeFileSync(join(source, "listed", "out of reach"), "content");
    chmodSync(join(source, "listed"), 0o444);
    chmodSync(join(source, "secret"), 0o000);
    chmodSync(join(source, "secret directory"), 0o000);
    chmodSync(join(source, "closed"), 0o555);
    for (const path of [directory, source]) chmodSync(path, 0o755);
    mkdirSync(target);
    chmodSync(target, 0o777);

    const { measure, entries, summary } = runUnprivileged(source, target);
    const byName = (name: string): IndexEntry | undefined =>
      entries.find(({ path }) => path?.endsWith(`/${name}`));
    expect(byName("secret")).toMatchObject({ type: "file", status: "unreadable", reason: "EACCES", mode: 0 });
    expect(byName("secret")?.offset).toBeUndefined();
    expect(byName("secret directory")).toMatchObject({ status: "unreadable", reason: "EACCES", mode: 0 });
    expect(byName("secret directory")?.offset).toBeDefined();
    expect(byName("file")?.status).toBe("ok");
    expect(byName("out of reach")).toMatchObject({ type: "file", status: "unreadable", reason: "EACCES" });
    expect(measure).toEqual({ files: 3, bytes: "secret".length + "content".length });
    expect(summary.problems).toEqual([]);
    expect(lstatSync(join(target, source, "closed")).mode & 0o777).toBe(0o555);
  },
);
