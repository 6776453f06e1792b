import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { openFile } from "../../src/seal/age/file.ts";
import { parseHeader } from "../../src/seal/age/header.ts";
import { generateIdentity } from "../../src/seal/age/identity.ts";
import { chunkSize, sealedSize } from "../../src/seal/age/payload.ts";
import {
  payloadOffset,
  plainLayout,
  plainReader,
  sealedLayout,
  sealedReader,
  type VolumeLayout,
} from "../../src/seal/volume.ts";
import { flipped } from "./flip.ts";
import { rejectionOf } from "./rejection.ts";

const identity = generateIdentity();
const label = "common.000001";
const frames = [1, chunkSize, 3 * chunkSize - 5, 77, 2 * chunkSize].map((size) => randomBytes(size));
const plaintext = Buffer.concat(frames);

/** A stored volume of the frames, placed last to first in memory that had other content. */
function volumeOf(layout: VolumeLayout): Uint8Array {
  const buffer = new Uint8Array(new SharedArrayBuffer(plaintext.length + 4096)).fill(0xaa);
  let offset = plaintext.length;
  for (const frame of frames.toReversed()) layout.place(buffer, (offset -= frame.length), frame);
  return buffer.slice(0, layout.finish(buffer, plaintext.length, label));
}

const layouts = [
  ["sealed", sealedLayout(identity.recipient), sealedReader(identity)],
  ["plain", plainLayout(), plainReader()],
] as const;

describe.each(layouts)("a %s volume", (_name, layout, reader) => {
  test("comes back in its own memory", () => {
    const file = volumeOf(layout);
    const opened = reader.open(file, label);
    expect(Buffer.compare(opened, plaintext)).toBe(0);
    expect(opened.buffer).toBe(file.buffer);
  });

  test("can be empty", () => {
    const buffer = new Uint8Array(4096);
    expect(reader.open(buffer.subarray(0, layout.finish(buffer, 0, label)), label)).toHaveLength(0);
  });

  test.each([4096, chunkSize, 16 * 1024 * 1024])("fits into %i bytes when it holds its capacity", (size) => {
    const buffer = new Uint8Array(size);
    expect(layout.finish(buffer, layout.capacity(size), label)).toBeLessThanOrEqual(size);
    expect(layout.capacity(size)).toBeGreaterThan(size * 0.9);
  });
});

describe("a sealed volume", () => {
  test("is an age file whose payload starts where the layout says", async () => {
    const file = volumeOf(sealedLayout(identity.recipient));
    expect(parseHeader(file).size + 16).toBe(payloadOffset);
    expect(file).toHaveLength(payloadOffset + sealedSize(plaintext.length));
    expect(Buffer.compare(await openFile(file, [identity]), plaintext)).toBe(0);
  });

  test("shares no key with another of the same content", () => {
    const [one, two] = [
      volumeOf(sealedLayout(identity.recipient)),
      volumeOf(sealedLayout(identity.recipient)),
    ];
    for (const start of [22, payloadOffset - 16, payloadOffset]) {
      expect(Buffer.compare(one.subarray(start, start + 64), two.subarray(start, start + 64))).not.toBe(0);
    }
  });

  test("is refused with the payload of another, for another identity, and with a bit flipped", async () => {
    const reader = sealedReader(identity);
    const [one, two] = [
      volumeOf(sealedLayout(identity.recipient)),
      volumeOf(sealedLayout(identity.recipient)),
    ];
    const spliced = Buffer.concat([one.subarray(0, payloadOffset - 16), two.subarray(payloadOffset - 16)]);
    expect(await rejectionOf(() => reader.open(spliced, label))).toBe("holdfast.seal.payload-altered");
    expect(await rejectionOf(() => sealedReader(generateIdentity()).open(one, label))).toBe(
      "holdfast.seal.no-identity-matched",
    );
    for (const bit of [payloadOffset * 8, one.length * 8 - 1, one.length * 4]) {
      expect(await rejectionOf(() => reader.open(flipped(one, bit), label))).toBe(
        "holdfast.seal.payload-altered",
      );
    }
  });

  test("opens only as the volume that it was sealed as", async () => {
    const file = volumeOf(sealedLayout(identity.recipient));
    for (const other of ["common.000002", "common.index.000001", ""]) {
      const opening = (): Uint8Array => sealedReader(identity).open(file.slice(), other);
      expect(await rejectionOf(opening)).toBe("holdfast.seal.other-volume");
    }
  });
});
