import { createHash } from "node:crypto";
import { linkSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { parseIndexLine } from "../../src/archive/index-line.ts";
import type { IndexEntry } from "../../src/archive/entry.ts";
import { directoryPart, type TreePart } from "../../src/parts/tree-part.ts";
import { streamPart } from "../../src/parts/stream-part.ts";
import type { Part } from "../../src/parts/part.ts";
import { type FrameLine, isFrameLine, parseFrameLine } from "../../src/pipeline/frame-line.ts";
import type { PipelineGeometry } from "../../src/pipeline/geometry.ts";
import { OpenPipeline, type VolumeSource } from "../../src/pipeline/open-pipeline.ts";
import { SealPipeline } from "../../src/pipeline/seal-pipeline.ts";
import type { SealedVolume } from "../../src/pipeline/sealing-worker.ts";
import { dataStream } from "../../src/pipeline/slice-ring.ts";
import { generateIdentity } from "../../src/seal/age/identity.ts";
import type { FrameCodec } from "../../src/seal/frames.ts";
import { content } from "../archive/sample-tree.ts";

const directory = mkdtempSync(join(tmpdir(), "holdfast-pipeline-"));
let tree: TreePart;

beforeAll(() => {
  const root = join(directory, "tree");
  mkdirSync(root);
  for (let index = 0; index < 60; index++) {
    writeFileSync(join(root, `empty file with a name that takes room in the index ${index}`), "");
    symlinkSync(`target ${index}`, join(root, `link ${index}`));
    writeFileSync(join(root, `file ${index}`), content((index * 211) % 9000));
  }
  writeFileSync(join(root, "large"), content(150_000));
  linkSync(join(root, "large"), join(root, "hard link"));
  tree = directoryPart({ id: "common", roots: [root] });
});

afterAll(() => rmSync(directory, { recursive: true }));

interface Stored {
  readonly volume: SealedVolume;
  readonly bytes: Buffer;
}

const geometries = fc.record<PipelineGeometry>({
  sliceSize: fc.constant(4096),
  slots: fc.integer({ min: 2, max: 6 }),
  volumeSize: fc.integer({ min: 8192, max: 65_536 }),
  buffers: fc.integer({ min: 2, max: 4 }),
  workers: fc.integer({ min: 1, max: 3 }),
});

function streamOf(sizes: readonly number[]): Part {
  const open = async function* () {
    for (const size of sizes) yield content(size);
  };
  return streamPart({ id: "stream", open });
}

/** A part's volumes, in the order of their numbers, as somebody stores them who is now fast and now slow. */
async function storedParts(
  pipeline: SealPipeline,
  parts: readonly Part[],
  pauses: readonly number[],
): Promise<{ data: Stored[]; index: Stored[] }[]> {
  let puts = 0;
  const all = [];
  for (const part of parts) {
    const stored: Stored[] = [];
    const { streamSize } = await pipeline.read(part, async (volume, bytes) => {
      for (let turns = pauses[puts++ % pauses.length] ?? 0; turns > 0; turns--) await nextTurn();
      stored.push({ volume, bytes: Buffer.from(bytes) });
    });
    stored.sort((a, b) => a.volume.number - b.volume.number);
    const data = stored.filter(({ volume }) => volume.stream === dataStream);
    const index = stored.filter(({ volume }) => volume.stream !== dataStream);
    expect(streamSize).toBeGreaterThanOrEqual(0);
    all.push({ data, index });
  }
  return all;
}

function sources(part: string, kind: "" | "index.", stored: readonly Stored[]): VolumeSource[] {
  return stored.map(({ volume, bytes }) => ({
    name: `${part}.${kind}${String(volume.number).padStart(6, "0")}`,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    fetch: async (into) => {
      into.set(bytes);
      return bytes.length;
    },
  }));
}

async function contentOf(pipeline: OpenPipeline, volumes: readonly VolumeSource[]): Promise<Buffer> {
  const slices: Buffer[] = [];
  const size = await pipeline.read(volumes, async (slice) => void slices.push(Buffer.from(slice)));
  const whole = Buffer.concat(slices);
  expect(whole).toHaveLength(size);
  return whole;
}

/** Every line of an index: frames in their order, entries where a frame that was told of holds them. */
function expectIndexOf(data: Buffer, volumes: number, index: Buffer, sliceSize: number): IndexEntry[] {
  const frames: FrameLine[] = [];
  const entries: IndexEntry[] = [];
  for (const line of index.toString().split("\n").slice(0, -1)) {
    if (isFrameLine(line)) {
      const frame = parseFrameLine(line);
      expect(frame.frame).toBe(frames.length);
      frames.push(frame);
    } else {
      const entry = parseIndexLine(line);
      entries.push(entry);
      if (entry.offset === undefined) continue;
      expect(entry.frame).toBe(Math.floor(entry.offset / sliceSize));
      expect(entry.volume).toBe(frames[entry.frame!]?.volume);
    }
  }
  expect(frames).toHaveLength(Math.floor(data.length / sliceSize) + 1);
  expect(frames.at(-1)?.volume).toBe(volumes);
  return entries;
}

describe("parts that go through a pipeline and back", () => {
  const cases = fc.record({
    geometry: geometries,
    codec: fc.constantFrom<FrameCodec>("zstd", "gzip", "none"),
    sealed: fc.boolean(),
    sizes: fc.array(fc.integer({ min: 0, max: 30_000 }), { maxLength: 8 }),
    pauses: fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 5 }),
  });

  test("come back whole, whatever the sizes and however fast they are stored", async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ geometry, codec, sealed, sizes, pauses }) => {
        const identity = sealed ? generateIdentity() : undefined;
        const parts = [streamOf(sizes), tree, streamOf([])];
        const sealing = new SealPipeline({
          geometry,
          codec,
          level: codec === "none" ? 0 : 1,
          parts: parts.map(({ id }) => id),
          recipient: identity?.recipient.toString(),
        });
        const opening = new OpenPipeline({ geometry, codec, identity: identity?.toText().reveal() });
        try {
          const stored = await storedParts(sealing, parts, pauses);
          for (const [ordinal, { data, index }] of stored.entries()) {
            for (const volumes of [data, index]) {
              expect(volumes.map(({ volume }) => volume.number)).toEqual(volumes.map((_, at) => at + 1));
              expect(volumes.map(({ volume }) => volume.last)).toEqual(
                volumes.map((_, at) => at === volumes.length - 1),
              );
              for (const { bytes, volume } of volumes) {
                expect(bytes.length).toBeLessThanOrEqual(geometry.volumeSize);
                expect(volume.sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
              }
            }
            const { id } = parts[ordinal]!;
            const stream = await contentOf(opening, sources(id, "", data));
            const lines = await contentOf(opening, sources(id, "index.", index));
            const entries = expectIndexOf(stream, data.length, lines, geometry.sliceSize);
            expect(entries).toHaveLength(id === "common" ? 183 : 1);
            if (ordinal === 0) expect(stream.equals(Buffer.concat(sizes.map(content)))).toBe(true);
            if (ordinal === 2) expect(stream).toHaveLength(0);
          }
        } finally {
          await Promise.all([sealing.close(), opening.close()]);
        }
      }),
      { numRuns: 10 },
    );
  }, 120_000);
});

test("a volume that takes longer to seal than the last one is waited for", async () => {
  const geometry: PipelineGeometry = {
    sliceSize: 65_536,
    slots: 8,
    volumeSize: 8 * 1_048_576,
    buffers: 4,
    workers: 2,
  };
  const recipient = generateIdentity().recipient.toString();
  const sealing = new SealPipeline({ geometry, codec: "none", level: 0, parts: ["stream"], recipient });
  const slices = Array.from({ length: 130 }, () => geometry.sliceSize);
  const [stored] = await storedParts(sealing, [streamOf(slices)], [0]);
  await sealing.close();
  expect(stored?.data.map(({ volume }) => volume.number)).toEqual([1, 2]);
});

describe("a pipeline that reads", () => {
  const geometry: PipelineGeometry = {
    sliceSize: 4096,
    slots: 4,
    volumeSize: 65_536,
    buffers: 3,
    workers: 2,
  };

  test("rejects with what its workers died of, once, and takes all its promises along", async () => {
    const opening = new OpenPipeline({ geometry, codec: "none", identity: "AGE-SECRET-KEY-1WRONG" });
    const volumes = Array.from({ length: 9 }, (_, index): VolumeSource => {
      const fetch = async (): Promise<number> => 10;
      return { name: `common.00000${index + 1}`, sha256: "", fetch };
    });
    const dead = { messages: [{ id: "holdfast.pipeline.worker-failed" }] };
    await expect(opening.read(volumes, async () => {})).rejects.toMatchObject(dead);
    await expect(opening.check(volumes, () => {})).rejects.toMatchObject(dead);
    await opening.close();
  });

  test("rejects with what a consumer threw", async () => {
    const opening = new OpenPipeline({ geometry, codec: "none", identity: undefined });
    const bytes = content(20_000);
    const volume: Stored = { volume: { number: 1 } as SealedVolume, bytes };
    const consume = async (): Promise<void> => {
      throw new RangeError("enough");
    };
    await expect(opening.read(sources("common", "", [volume, volume]), consume)).rejects.toThrow("enough");
    await opening.close();
  });
});

test("a pipeline that is closed lets go of whoever still waits for a part to be measured", async () => {
  const geometry = { sliceSize: 4096, slots: 2, volumeSize: 8192, buffers: 2, workers: 1 };
  const pipeline = new SealPipeline({
    geometry,
    codec: "none",
    level: 0,
    parts: ["all"],
    recipient: undefined,
  });
  // Far too many files to be counted before the next line.
  const measured = pipeline
    .measure(directoryPart({ id: "all", roots: ["/"] }))
    .catch((error: Error) => error.name);
  await pipeline.close();
  expect(await measured).toBe("PipelineStopped");
});
