import { createHash } from "node:crypto";
import { afterAll, describe, expect, test } from "vitest";
import type { OpeningResult, OpeningTask } from "../../src/pipeline/opening-worker.ts";
import { TaskWorker } from "../../src/pipeline/task-worker.ts";
import { generateIdentity } from "../../src/seal/age/identity.ts";
import { payloadOffset, sealedLayout } from "../../src/seal/volume.ts";
import { content } from "../archive/sample-tree.ts";
import { rejectedIds } from "../backup/job-test.ts";
import { flipped } from "../seal/flip.ts";
import { compressFrame } from "../seal/compress-frame.ts";

const identity = generateIdentity();
const sliceSize = 4096;
const name = "common.000001";

/** A sealed volume of two chunks, the last of them short. */
const file = ((): Uint8Array => {
  const layout = sealedLayout(identity.recipient);
  const frames = Array.from({ length: 17 }, (_, index) =>
    compressFrame(content(sliceSize - index), "none", 0),
  );
  const buffer = new Uint8Array(80_000);
  let size = 0;
  for (const frame of frames) {
    layout.place(buffer, size, frame);
    size += frame.length;
  }
  return buffer.slice(0, layout.finish(buffer, size, name));
})();

const worker = new TaskWorker<OpeningTask, OpeningResult>("opening-worker", {
  codec: "none",
  sliceSize,
  identity: identity.toText().reveal(),
});

afterAll(() => worker.close());

function check(given: Uint8Array, sha256: string): Promise<OpeningResult> {
  const bytes = new Uint8Array(new SharedArrayBuffer(given.length));
  bytes.set(given);
  return worker.run({ kind: "check", volume: { name, bytes, sha256 } });
}

function digestOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

describe("a volume of which one bit is another", () => {
  const lastChunk = payloadOffset + 65_552;
  const bits = [
    ...range(0, payloadOffset * 8, 1),
    ...range(payloadOffset * 8, lastChunk * 8, 997),
    ...range(lastChunk * 8, file.length * 8, 31),
    file.length * 8 - 1,
  ];

  test("is whole without that", async () => {
    expect(await check(file, digestOf(file))).toEqual({ size: 17 * sliceSize - 136 });
  });

  test(`is refused by its digest, at each of ${bits.length} bits`, async () => {
    const digest = digestOf(file);
    const answers = await Promise.all(bits.map((bit) => rejectedIds(check(flipped(file, bit), digest))));
    expect(new Set(answers.flat())).toEqual(new Set(["holdfast.pipeline.digest-differs"]));
    expect(answers.every((ids) => ids.length === 1)).toBe(true);
  });

  test("is refused by its seal, when the digest was altered with it", async () => {
    const answers = await Promise.all(
      bits.map((bit) => {
        const altered = flipped(file, bit);
        return rejectedIds(check(altered, digestOf(altered)));
      }),
    );
    for (const ids of answers) expect(ids).toEqual([expect.stringMatching(/^holdfast\.seal\./)]);
  });

  test("is refused at whatever length, when the digest was altered with it", async () => {
    const lengths = [
      0,
      1,
      payloadOffset - 1,
      payloadOffset,
      lastChunk - 16,
      lastChunk,
      lastChunk + 16,
      file.length - 1,
    ];
    for (const length of lengths) {
      const cut = file.slice(0, length);
      expect(await rejectedIds(check(cut, digestOf(cut)))).toEqual([
        expect.stringMatching(/^holdfast\.seal\./),
      ]);
    }
    const longer = Buffer.concat([file, Buffer.of(0)]);
    expect(await rejectedIds(check(longer, digestOf(longer)))).toEqual(["holdfast.seal.payload-altered"]);
  });
});

function range(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.ceil((to - from) / step) }, (_, index) => from + index * step);
}
