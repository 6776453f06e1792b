import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Secret } from "@holdfast/contract";
import { commandPart, directoryPart, type FrameCodec, streamPart, type VerifyExtent } from "@holdfast/core";
import { describe, expect } from "vitest";
import { listingOf } from "../archive/listing.ts";
import { content, makeSampleTree } from "../archive/sample-tree.ts";
import { idsOf, jobTest, success } from "./job-test.ts";
import { readFileSync } from "node:fs";

const password = new Secret("Correct-horse-7");

interface Case {
  readonly at: "file" | "memory";
  readonly by: "password" | "recipient" | "both" | "nobody";
  readonly compression: FrameCodec;
  readonly verify: VerifyExtent;
}

const cases: readonly Case[] = [
  { at: "file", by: "password", compression: "zstd", verify: "full" },
  { at: "file", by: "nobody", compression: "none", verify: "sample" },
  { at: "memory", by: "recipient", compression: "none", verify: "full" },
  { at: "memory", by: "nobody", compression: "gzip", verify: "none" },
  { at: "memory", by: "both", compression: "gzip", verify: "sample" },
];

function* streamed(): Generator<Uint8Array> {
  for (const size of [1, 4096, 100_000, 0, 3]) yield content(size);
}

describe("parts of every kind", () => {
  jobTest.for(cases)(
    "come back from a $at location, sealed by $by, with $compression, verified $verify",
    async ({ at, by, compression, verify }, { directory, makeCore, escrow }) => {
      const source = join(directory, "source");
      const target = join(directory, "target");
      mkdirSync(source);
      makeSampleTree(source);
      const core = makeCore({
        parts: [
          directoryPart({ id: "common", roots: [source] }),
          commandPart({ id: "database", backup: ["seq", "1", "30000"] }),
          streamPart({
            id: "settings",
            open: async function* () {
              yield* streamed();
            },
          }),
        ],
      });
      const location = { location: at === "file" ? `file://${directory}/place` : "memory:///place" };
      const sealing = {
        ...(by === "password" || by === "both" ? { password } : {}),
        ...(by === "recipient" || by === "both" ? { recipients: [escrow.recipient.toString()] } : {}),
      };
      const keys = {
        password: { password },
        recipient: { identities: [escrow.toText()] },
        both: { identities: [escrow.toText()] },
        nobody: {},
      };
      const backup = await success(
        core.backUp({ location, compression, verify, ...sealing, comment: "héllo" }),
      );
      expect(backup.progress).toBe(100);
      expect(idsOf(backup).includes("holdfast.backup.verified")).toBe(verify !== "none");

      const [archive] = await core.list({ location });
      expect(archive).toMatchObject({ version: "1.0", comment: "héllo" });
      const request = { location, archive: archive!.archive, key: keys[by] };
      const { manifest, authentic } = await core.show(request);
      expect(authentic).toBe(by !== "nobody");
      expect(manifest.holdfast.parts.map(({ id, content, problems }) => [id, content, problems])).toEqual([
        ["common", "tar", {}],
        ["database", "stream", {}],
        ["settings", "stream", {}],
      ]);
      const report = await core.verify(request);
      const { parts } = manifest.holdfast;
      expect(report).toMatchObject({
        extent: "content",
        volumes: parts.reduce((sum, part) => sum + part.volumes + part.index_volumes, 0),
        stored: manifest.BackupSize,
      });

      const restored = await success(core.restore({ ...request, target, keepSpecialModes: true }));
      expect(idsOf(restored).filter((id) => id.includes("problem"))).toEqual([]);
      expect(listingOf(join(target, source))).toEqual(listingOf(source));
      const numbers = Array.from({ length: 30_000 }, (_, index) => `${index + 1}\n`).join("");
      expect(readFileSync(join(target, "database"), "latin1")).toBe(numbers);
      expect(readFileSync(join(target, "settings")).equals(Buffer.concat([...streamed()]))).toBe(true);
    },
  );
});
