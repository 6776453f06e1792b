import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RangeCutter } from "../../src/restore/range-cutter.ts";
import type { StreamRange } from "../../src/restore/selection.ts";
import { StreamMap } from "../../src/restore/stream-map.ts";
import { content } from "../archive/sample-tree.ts";
import { thrownIds } from "../thrown-ids.ts";

const sliceSize = 100;
const volumeSize = 1000;
const invalid = ["holdfast.archive.invalid-index-line"];

/** A stream in frames and volumes, and ranges of it that do not overlap. */
const streams = fc
  .record({
    volumes: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 6 }),
    last: fc.integer({ min: 0, max: sliceSize - 1 }),
    cuts: fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 12 }),
  })
  .map(({ volumes, last, cuts }) => {
    const frames = volumes.reduce((sum, count) => sum + count, 0);
    const stream = content((frames - 1) * sliceSize + last);
    const at = cuts.map((cut) => Math.floor((cut / 1000) * stream.length)).toSorted((a, b) => a - b);
    const ranges: StreamRange[] = [];
    for (let index = 0; index + 1 < at.length; index += 2) {
      const [offset = 0, end = 0] = at.slice(index);
      if (end > offset) ranges.push({ offset, length: end - offset });
    }
    return { volumes, stream, ranges };
  });

function mapOf(volumes: readonly number[]): StreamMap {
  const map = new StreamMap(sliceSize, volumeSize);
  let frame = 0;
  for (const [index, count] of volumes.entries()) {
    for (let at = 0; at < count; at++)
      map.add({ frame: frame++, volume: index + 1, offset: at * 60, length: 60 });
  }
  return map;
}

function wanted(stream: Buffer, ranges: readonly StreamRange[]): Buffer {
  return Buffer.concat(ranges.map(({ offset, length }) => stream.subarray(offset, offset + length)));
}

describe("ranges of a stream", () => {
  test("come out whole of the frames that the map names", () => {
    fc.assert(
      fc.property(streams, ({ volumes, stream, ranges }) => {
        const map = mapOf(volumes);
        const cutter = new RangeCutter(ranges);
        const pieces: Uint8Array[] = [];
        const frames = map.framesOf(ranges);
        for (const { frame } of frames) {
          const start = map.startOfFrame(frame);
          pieces.push(...cutter.cut(stream.subarray(start, start + sliceSize), start));
        }
        cutter.end();
        expect(Buffer.concat(pieces).equals(wanted(stream, ranges))).toBe(true);
        expect(frames.map(({ frame }) => frame)).toEqual([...new Set(frames.map(({ frame }) => frame))]);
        const needless = frames.filter(({ frame }) => {
          const start = frame * sliceSize;
          return !ranges.some(({ offset, length }) => offset < start + sliceSize && offset + length > start);
        });
        expect(needless).toEqual([]);
      }),
    );
  });

  test("come out whole of the volumes of these frames, in whatever pieces", () => {
    fc.assert(
      fc.property(streams, fc.integer({ min: 1, max: 250 }), ({ volumes, stream, ranges }, size) => {
        const map = mapOf(volumes);
        const cutter = new RangeCutter(ranges);
        const pieces: Uint8Array[] = [];
        for (const volume of new Set(map.framesOf(ranges).map((frame) => frame.volume))) {
          const start = map.startOfVolume(volume);
          const end = start + map.frameCountOf(volume) * sliceSize;
          for (let at = start; at < end; at += size) {
            pieces.push(...cutter.cut(stream.subarray(at, Math.min(at + size, end)), at));
          }
        }
        cutter.end();
        expect(Buffer.concat(pieces).equals(wanted(stream, ranges))).toBe(true);
      }),
    );
  });

  test("that overlap, or that the stream does not have, are refused", () => {
    expect(
      thrownIds(
        () =>
          new RangeCutter([
            { offset: 0, length: 11 },
            { offset: 10, length: 5 },
          ]),
      ),
    ).toEqual(invalid);
    const cutter = new RangeCutter([{ offset: 150, length: 100 }]);
    expect([...cutter.cut(content(200), 0)].map((piece) => piece.length)).toEqual([50]);
    expect(thrownIds(() => cutter.end())).toEqual(invalid);
  });
});

describe("a map", () => {
  const first = { frame: 0, volume: 1, offset: 0, length: 10 };

  test.each([
    { ...first, frame: 1 },
    { ...first, volume: 0 },
    { ...first, volume: 2 },
    { ...first, offset: 995 },
    { ...first, length: 1001 },
  ])("does not begin with %j", (line) => {
    expect(thrownIds(() => new StreamMap(sliceSize, volumeSize).add(line))).toEqual(invalid);
  });

  test.each([
    first,
    { ...first, frame: 2 },
    { ...first, frame: 1, volume: 3 },
    { ...first, frame: 1, volume: 0 },
  ])("does not go on with %j", (line) => {
    const map = new StreamMap(sliceSize, volumeSize);
    map.add(first);
    expect(thrownIds(() => map.add(line))).toEqual(invalid);
  });
});
