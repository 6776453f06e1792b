import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatSums, longestSums, parseSums } from "../../src/manifest/sums.ts";
import { volumeName, type VolumeKind } from "../../src/manifest/volume-name.ts";
import { directoryTest } from "../scratch-directory.ts";
import { thrownIds } from "../thrown-ids.ts";

const digest = "0123456789abcdef".repeat(4);
const kinds = fc.record<VolumeKind>({
  part: fc.stringMatching(/^[a-z][a-z0-9-]{0,31}$/),
  content: fc.constantFrom("tar", "stream", "index"),
  codec: fc.constantFrom("zstd", "gzip", "none"),
  sealed: fc.boolean(),
});
const names = fc
  .tuple(kinds, fc.integer({ min: 1, max: 999_999 }))
  .map(([kind, number]) => volumeName(kind, number));
const digests = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString("hex"));

describe("SHA256SUMS", () => {
  test("comes back as it was, sorted, within its bounds", () => {
    fc.assert(
      fc.property(fc.dictionary(names, digests), (given) => {
        const sums = new Map(Object.entries(given));
        const text = formatSums(sums);
        expect(text.length).toBeLessThanOrEqual(longestSums(sums.size));
        expect([...parseSums(text)]).toEqual([...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)));
      }),
    );
  });

  test.each([
    `${digest}  ../etc/passwd\n`,
    `${digest} common.000001.tar\n`,
    `${digest} *common.000001.tar\n`,
    `${digest.slice(1)}  common.000001.tar\n`,
    `${digest.toUpperCase()}  common.000001.tar\n`,
    `${digest}  common.000001.tar\r\n`,
    `${digest}  ${"a".repeat(129)}\n`,
    `${digest}  common.000001.tar\n${digest}  common.000001.tar\n`,
    "nothing",
  ])("is not %j", (text) => {
    expect(thrownIds(() => parseSums(text))).toEqual(["holdfast.manifest.bad-sums"]);
  });

  directoryTest("is what sha256sum checks", ({ directory }) => {
    const files = { "common.000001.tar.zst.age": "one", "common.index.000001.ndjson.zst.age": "two" };
    const sums = new Map<string, string>();
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(directory, name), text);
      sums.set(name, createHash("sha256").update(text).digest("hex"));
    }
    writeFileSync(join(directory, "SHA256SUMS"), formatSums(sums));
    const said = execFileSync("sha256sum", ["--strict", "-c", "SHA256SUMS"], {
      cwd: directory,
      encoding: "utf8",
    });
    expect(said).toBe("common.000001.tar.zst.age: OK\ncommon.index.000001.ndjson.zst.age: OK\n");
  });
});
