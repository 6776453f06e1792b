import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RecordAssembler, recordMark } from "../src/protocol/rpc/record-marking.ts";

const longest = 1000;
const last = 0x8000_0000;

function mark(length: number, isLast: boolean): Buffer {
  const bytes = recordMark(length);
  if (!isLast) bytes.writeUInt32BE(length);
  return bytes;
}

/** Cuts bytes into pieces at the given places. */
function cutAt(bytes: Buffer, places: readonly number[]): readonly Buffer[] {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b);
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

describe("records", () => {
  test("come whole, however they are cut into fragments and pieces", () => {
    const record = fc.array(fc.uint8Array({ maxLength: 80 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.array(record, { maxLength: 6 }), fc.array(fc.nat()), (records, places) => {
        const stream = Buffer.concat(
          records.flatMap((fragments) =>
            fragments.flatMap((fragment, index) => [
              mark(fragment.length, index === fragments.length - 1),
              Buffer.from(fragment),
            ]),
          ),
        );
        const received: Buffer[] = [];
        const assembler = new RecordAssembler(longest, (each) => received.push(each));
        for (const piece of cutAt(stream, places)) assembler.push(piece);
        expect(received).toEqual(records.map((fragments) => Buffer.concat(fragments)));
        // Memory of its own, of which nothing else is a part.
        for (const each of received) if (each.length > 0) expect(each.buffer.byteLength).toBe(each.length);
      }),
    );
  });

  test("that are read into the room that is given come whole, and much of them without a copy", () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 200_000 }), { maxLength: 5 });
    fc.assert(
      fc.property(
        sizes,
        fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1 }),
        (lengths, reads) => {
          const records = lengths.map((length, index) => Buffer.alloc(length, index + 1));
          const stream = Buffer.concat(records.flatMap((record) => [recordMark(record.length), record]));
          const received: Buffer[] = [];
          const assembler = new RecordAssembler(200_000, (each) => received.push(each));
          for (let [at, turn] = [0, 0]; at < stream.length; turn += 1) {
            const room = assembler.room();
            const piece = room.subarray(
              0,
              Math.min(reads[turn % reads.length] as number, stream.length - at),
            );
            piece.set(stream.subarray(at, at + piece.length));
            assembler.push(piece);
            at += piece.length;
          }
          expect(received).toEqual(records);
        },
      ),
    );
  });

  test.each([
    ["one fragment", [(last | 1001) >>> 0]],
    ["an absurd fragment", [0xffff_ffff]],
    ["an absurd fragment that is not the last", [0x7fff_ffff]],
  ])("that are too long by %s are refused before there is room for them", (_, marks) => {
    const assembler = new RecordAssembler(longest, () => expect.unreachable());
    const bytes = Buffer.alloc(4 * marks.length);
    for (const [index, each] of marks.entries()) bytes.writeUInt32BE(each, 4 * index);
    const before = process.memoryUsage().arrayBuffers;
    expect(() => assembler.push(bytes)).toThrow(expect.objectContaining({ code: "protocol" }));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1024 * 1024);
  });

  test("that are too long by the sum of their fragments are refused", () => {
    const assembler = new RecordAssembler(longest, () => expect.unreachable());
    const fragment = Buffer.concat([mark(600, false), Buffer.alloc(600)]);
    assembler.push(fragment);
    expect(() => assembler.push(fragment)).toThrow(expect.objectContaining({ code: "protocol" }));
  });

  test("of empty fragments without end are refused", () => {
    const assembler = new RecordAssembler(longest, () => expect.unreachable());
    expect(() => assembler.push(Buffer.alloc(4 * 5000))).toThrow(
      expect.objectContaining({ code: "protocol" }),
    );
  });
});
