import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RestoreRequest } from "@holdfast/core";
import { describe, expect } from "vitest";
import { content } from "../archive/sample-tree.ts";
import { failureOf, jobTest, rejectedIds, success } from "../backup/job-test.ts";
import { replaceStored, storedFiles } from "../backup/stored-files.ts";

const location = { location: "memory:///place" };

/** The stored files of a location, by their path. */
type Files = Map<string, Buffer>;

/** An archive's files, by name, with the means to alter them. */
class Archive {
  readonly #files: Files;
  readonly #directory: string;

  constructor(files: Files, name: string) {
    this.#files = files;
    this.#directory = `place/test/sn_fw-01/${name}`;
  }

  get(name: string): Buffer {
    const bytes = this.#files.get(`${this.#directory}/${name}`);
    if (bytes === undefined) throw new Error(`no ${name}`);
    return bytes;
  }

  set(name: string, bytes: Uint8Array): void {
    this.#files.set(`${this.#directory}/${name}`, Buffer.from(bytes));
  }

  delete(name: string): void {
    this.#files.delete(`${this.#directory}/${name}`);
  }

  exchange(one: string, two: string): void {
    const [first, second] = [this.get(one), this.get(two)];
    this.set(one, second);
    this.set(two, first);
  }

  /** Makes the table of volumes fit what the volumes are now. */
  sumAgain(): void {
    const lines = this.get("SHA256SUMS").toString().trimEnd().split("\n");
    const sums = lines.map((line) => {
      const name = line.slice(66);
      return `${createHash("sha256").update(this.get(name)).digest("hex")}  ${name}\n`;
    });
    this.set("SHA256SUMS", Buffer.from(sums.join("")));
  }

  /** Alters what the manifest says. */
  restate(alter: (manifest: { holdfast: Record<string, unknown> }) => void): void {
    const manifest = JSON.parse(this.get("backup-metadata.json").toString()) as {
      holdfast: Record<string, unknown>;
    };
    alter(manifest);
    this.set("backup-metadata.json", Buffer.from(JSON.stringify(manifest)));
  }
}

const volume = (number: number): string => `common.${String(number).padStart(6, "0")}.tar.zst.age`;
const index = "common.index.000001.ndjson.zst.age";

interface Tampering {
  readonly what: string;
  /** `one` is restored; `two` is another archive of the same system, `plain` one that is not sealed. */
  readonly tamper: (one: Archive, two: Archive, plain: Archive) => void;
  readonly refusedAs: string;
  /** Only a restore of single paths reads it. */
  readonly readForPaths?: true;
}

const digest = "holdfast.pipeline.digest-differs";
const notAuthentic = "holdfast.manifest.not-authentic";

const tamperings: readonly Tampering[] = [
  {
    what: "a volume cut at a chunk's edge",
    refusedAs: digest,
    tamper: (one) => one.set(volume(2), one.get(volume(2)).subarray(0, -16)),
  },
  {
    what: "a volume with a byte more",
    refusedAs: digest,
    tamper: (one) => one.set(volume(2), Buffer.concat([one.get(volume(2)), Buffer.of(0)])),
  },
  { what: "two volumes exchanged", refusedAs: digest, tamper: (one) => one.exchange(volume(1), volume(2)) },
  {
    what: "data in the place of the index",
    readForPaths: true,
    refusedAs: digest,
    tamper: (one) => one.set(index, one.get(volume(1))),
  },
  {
    what: "a volume given twice",
    refusedAs: digest,
    tamper: (one) => one.set(volume(2), one.get(volume(1))),
  },
  {
    what: "a volume left out",
    refusedAs: "holdfast.location.not-found",
    tamper: (one) => one.delete(volume(2)),
  },
  {
    what: "a volume of another archive",
    refusedAs: digest,
    tamper: (one, two) => one.set(volume(1), two.get(volume(1))),
  },
  {
    what: "exchanged volumes and a table that fits",
    refusedAs: "holdfast.manifest.wrong-sums",
    tamper: (one) => {
      one.exchange(volume(1), volume(2));
      one.sumAgain();
    },
  },
  {
    what: "the last line of the table left out",
    refusedAs: "holdfast.manifest.wrong-sums",
    tamper: (one) => one.set("SHA256SUMS", one.get("SHA256SUMS").subarray(0, -90)),
  },
  {
    what: "a manifest with another count",
    refusedAs: notAuthentic,
    tamper: (one) =>
      one.restate((manifest) => {
        manifest.holdfast["sequence"] = 99;
      }),
  },
  {
    what: "the manifest of another archive",
    refusedAs: notAuthentic,
    tamper: (one, two) => one.set("backup-metadata.json", two.get("backup-metadata.json")),
  },
  {
    what: "manifest and HMAC of another archive",
    refusedAs: notAuthentic,
    tamper: (one, two) => {
      for (const name of ["backup-metadata.json", "backup-metadata.hmac"]) one.set(name, two.get(name));
    },
  },
  {
    what: "key slot, manifest and HMAC of another archive",
    refusedAs: "holdfast.manifest.wrong-place",
    tamper: (one, two) => {
      for (const name of ["backup-metadata.json", "backup-metadata.hmac", "escrow-1.age"])
        one.set(name, two.get(name));
    },
  },
  {
    what: "the key slot of another archive",
    refusedAs: notAuthentic,
    tamper: (one, two) => {
      one.set("escrow-1.age", two.get("escrow-1.age"));
    },
  },
  {
    what: "an HMAC that was cut",
    refusedAs: notAuthentic,
    tamper: (one) => one.set("backup-metadata.hmac", one.get("backup-metadata.hmac").subarray(1)),
  },
  {
    what: "no HMAC",
    refusedAs: "holdfast.restore.not-sealed",
    tamper: (one) => one.delete("backup-metadata.hmac"),
  },
  {
    what: "an unsealed archive in its place",
    refusedAs: "holdfast.restore.not-sealed",
    tamper: (one, _two, plain) => {
      one.delete("backup-metadata.hmac");
      for (const name of ["backup-metadata.json", "SHA256SUMS"]) one.set(name, plain.get(name));
    },
  },
  {
    what: "a manifest that is not JSON",
    refusedAs: notAuthentic,
    tamper: (one) => one.set("backup-metadata.json", Buffer.from("{")),
  },
];

describe("an archive that was altered is refused by restore and verify", () => {
  jobTest.for(tamperings)(
    "$what",
    async ({ tamper, refusedAs, readForPaths }, { directory, makeCore, server, escrow }) => {
      mkdirSync(join(directory, "source"));
      for (let each = 0; each < 20; each++)
        writeFileSync(join(directory, `source/${each}`), content(10_000 + each));
      const core = makeCore();
      const recipients = [escrow.recipient.toString()];
      await success(core.backUp({ location, recipients, verify: "none" }));
      await success(core.backUp({ location, recipients, verify: "none" }));
      await success(core.backUp({ location, verify: "none" }));
      const [plain = "", two = "", one = ""] = (await core.list({ location })).map(({ archive }) => archive);
      const files = storedFiles(server);
      tamper(...([one, two, plain].map((name) => new Archive(files, name)) as [Archive, Archive, Archive]));
      replaceStored(server, files);

      const key = { identities: [escrow.toText()] };
      expect(await rejectedIds(core.verify({ location, archive: one, key }))).toEqual([refusedAs]);
      const target = join(directory, "target");
      const paths = readForPaths && { paths: [join(directory, "source/1")] };
      const request: RestoreRequest = { location, archive: one, key, target, ...paths };
      expect(await failureOf(core.restore(request))).toBe(refusedAs);
      const restored = existsSync(target)
        ? readdirSync(target, { recursive: true, withFileTypes: true })
        : [];
      for (const file of restored.filter((entry) => entry.isFile())) {
        expect(Number(file.name), "only whole files of good volumes are there").toBeLessThan(20);
      }
    },
  );
});
