import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  createWriteStream,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { promisify } from "node:util";
import { type Fault, faultyLocation, memoryLocation, MemoryServer } from "@holdfast/conformance";
import { Secret } from "@holdfast/contract";
import { type BackupCore, commandPart, createBackupCore, directoryPart } from "@holdfast/core";
import { exportArchive, type ExportFormat } from "@holdfast/export";
import { debianProgram, isMissing } from "@holdfast/testservers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const run = promisify(execFile);
const password = new Secret("Quiet-Harbour-7");
const request = { location: { location: "memory:///place" }, archive: "latest", key: { password } };

let directory: string;
let source: string;
let server: MemoryServer;
let core: BackupCore;

function makeCore(faults: readonly Fault[] = []): BackupCore {
  return createBackupCore({
    system: { name: "fw-01", product: "test", version: "1.0", build: "7" },
    stateDir: join(directory, "state"),
    parts: [
      directoryPart({ id: "common", roots: [source] }),
      commandPart({ id: "database", backup: ["seq", "1", "3000"] }),
    ],
    locations: [faultyLocation(memoryLocation({ localhost: server }), faults)],
    settings: { transfer: { retry: { tries: 1, firstDelayMs: 1, longestDelayMs: 1 } } },
  });
}

beforeEach(async () => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), "holdfast-export-")));
  source = join(directory, "source");
  mkdirSync(join(source, "empty"), { recursive: true });
  writeFileSync(join(source, "small"), "content");
  writeFileSync(join(source, "nothing"), "");
  writeFileSync(join(source, "large"), randomBytes(3_000_001));
  writeFileSync(join(source, "Größe"), "ü");
  writeFileSync(join(source, "n".repeat(200)), "long");
  chmodSync(join(source, "small"), 0o640);
  symlinkSync("small", join(source, "link"));
  linkSync(join(source, "large"), join(source, "same"));
  utimesSync(join(source, "small"), 1_700_000_000, 1_700_000_000);
  server = new MemoryServer();
  core = makeCore();
  const { state } = await core.backUp({ location: request.location, password }).finished;
  expect(state).toBe("SUCCEEDED");
});
afterEach(async () => {
  await core.close();
  rmSync(directory, { recursive: true });
});

const programs: Readonly<Record<ExportFormat, (file: string, target: string) => readonly string[]>> = {
  tar: (file, target) => ["-xf", file, "-C", target],
  zip: (file, target) => ["-xf", file, "-C", target],
};

describe.for(["zip", "tar"] as const)("as %s", (format) => {
  test("an archive is what an independent program reads", async ({ skip }) => {
    const bsdtar = await debianProgram("bsdtar");
    if (isMissing(bsdtar)) return skip(bsdtar.missing);
    const file = join(directory, `archive.${format}`);
    const report = await exportArchive(core, request, format, createWriteStream(file));
    expect(report).toMatchObject({ entries: 10, archive: expect.stringMatching(/^M_1\.0_/) });

    const target = join(directory, "target");
    mkdirSync(target);
    await run(bsdtar.path, programs[format](file, target), { env: { ...bsdtar.env, LC_ALL: "C.UTF-8" } });
    const restored = join(target, source);
    expect(readdirSync(restored).toSorted()).toEqual(readdirSync(source).toSorted());
    for (const name of ["small", "nothing", "large", "Größe", "n".repeat(200), "same"]) {
      expect(readFileSync(join(restored, name)).equals(readFileSync(join(source, name))), name).toBe(true);
    }
    expect(statSync(join(restored, "small")).mode & 0o777).toBe(0o640);
    expect(statSync(join(restored, "small")).mtimeMs).toBe(1_700_000_000_000);
    expect(readlinkSync(join(restored, "link"))).toBe("small");
    expect(readdirSync(join(restored, "empty"))).toEqual([]);
    expect(readFileSync(join(target, "database"), "utf8")).toBe(
      Array.from({ length: 3000 }, (_, index) => `${index + 1}\n`).join(""),
    );
  });

  test("only the parts that are wanted come", async () => {
    const file = join(directory, `archive.${format}`);
    const wanted = { ...request, parts: ["database"] };
    expect(await exportArchive(core, wanted, format, createWriteStream(file))).toMatchObject({ entries: 1 });
  });

  test("an archive that cannot be read to its end breaks the output off", async () => {
    const cut: Fault = { on: "get", path: /common\.0/, effect: { kind: "flip", byte: 5000 } };
    const failing = makeCore([cut]);
    const output = createWriteStream(join(directory, "broken"));
    await expect(exportArchive(failing, request, format, output)).rejects.toThrow("SHA-256");
    expect(output.destroyed).toBe(true);
    await failing.close();
  });

  test("an output that fails ends the export", async () => {
    let taken = 0;
    const full = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        taken += chunk.length;
        done(taken > 100_000 ? new Error("no space") : undefined);
      },
    });
    await expect(exportArchive(core, request, format, full)).rejects.toThrow("no space");
  });
});
