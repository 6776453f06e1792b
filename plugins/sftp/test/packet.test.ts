import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PacketAssembler } from "../src/protocol/packet-assembler.ts";
import { encodePacket, type Field, PacketReader } from "../src/protocol/packet.ts";
import { readAttributes } from "../src/protocol/attributes.ts";

const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });
const uint64 = fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn });
const bytes = fc.uint8Array({ maxLength: 600 });
const field = fc.oneof(
  uint32,
  uint64,
  bytes,
  fc.string({ unit: "grapheme" }),
  fc.array(bytes, { maxLength: 4 }),
);
const packet = fc.record({ type: fc.integer({ min: 0, max: 255 }), id: uint32, fields: fc.array(field) });

/** What arrives when the bytes are cut at the given places. */
function assembled(stream: Buffer, cuts: readonly number[]): Buffer[] {
  const packets: Buffer[] = [];
  const assembler = new PacketAssembler((each) => packets.push(each));
  let start = 0;
  for (const end of [
    ...cuts.map((cut) => cut % (stream.length + 1)).toSorted((a, b) => a - b),
    stream.length,
  ]) {
    assembler.push(stream.subarray(start, end));
    start = end;
  }
  return packets;
}

function mustRead(reader: PacketReader, given: Field): void {
  if (typeof given === "number") expect(reader.uint32()).toBe(given);
  else if (typeof given === "bigint") expect(reader.uint64()).toBe(given);
  else if (typeof given === "string") expect(reader.text()).toBe(given);
  else
    expect(reader.bytes()).toEqual(given instanceof Uint8Array ? Buffer.from(given) : Buffer.concat(given));
}

describe("packets", () => {
  test("come out as they went in, however their bytes are cut", () => {
    fc.assert(
      fc.property(
        fc.array(packet, { maxLength: 5 }),
        fc.array(fc.nat(), { maxLength: 12 }),
        (given, cuts) => {
          const stream = Buffer.concat(given.map(({ type, id, fields }) => encodePacket(type, id, fields)));
          const arrived = assembled(stream, cuts);
          expect(arrived).toHaveLength(given.length);
          for (const [index, { type, id, fields }] of given.entries()) {
            const reader = new PacketReader(arrived[index] as Buffer);
            expect(reader.uint8()).toBe(type);
            expect(reader.uint32()).toBe(id);
            for (const each of fields) mustRead(reader, each);
            expect(reader.remaining).toBe(0);
          }
        },
      ),
    );
  });

  test("carry data from shared memory", () => {
    const shared = new Uint8Array(new SharedArrayBuffer(4));
    shared.set([1, 2, 3, 4]);
    expect(encodePacket(6, 1, [[shared.subarray(1)]]).subarray(9)).toEqual(
      Buffer.from([0, 0, 0, 3, 2, 3, 4]),
    );
  });

  test.each([0, 256 * 1024 + 1, 0x8000_0000, 0xffff_ffff])("with a length of %d are refused", (length) => {
    const header = Buffer.alloc(4);
    header.writeUInt32BE(length);
    expect(() => assembled(Buffer.concat([encodePacket(101, 1), header]), [])).toThrow(
      expect.objectContaining({ code: "protocol" }),
    );
  });

  test("of 256 KiB are taken", () => {
    const [only] = assembled(encodePacket(103, 1, [Buffer.alloc(256 * 1024 - 9)]), [3, 4, 100_000]);
    expect(only).toHaveLength(256 * 1024);
  });
});

describe("fields", () => {
  test("of any bytes are read or refused as protocol", () => {
    const reads = [
      (reader: PacketReader) => reader.uint8(),
      (reader: PacketReader) => reader.uint32(),
      (reader: PacketReader) => reader.uint64(),
      (reader: PacketReader) => reader.bytes(),
      readAttributes,
    ];
    fc.assert(
      fc.property(bytes, fc.array(fc.constantFrom(...reads)), (given, sequence) => {
        const reader = new PacketReader(Buffer.from(given));
        try {
          for (const read of sequence) read(reader);
        } catch (error) {
          expect(error).toMatchObject({ code: "protocol" });
        }
      }),
    );
  });

  test("of attributes tell kind, size and time", () => {
    const attributes = (...fields: readonly Field[]) =>
      readAttributes(new PacketReader(encodePacket(105, 0, fields).subarray(9)));
    expect(attributes(0x0f, 7n, 1, 2, 0o100644, 3, 4)).toEqual({
      kind: "file",
      size: 7,
      modified: new Date(4000),
    });
    expect(attributes(0x05, 4096n, 0o040755)).toEqual({ kind: "directory" });
    expect(attributes(0x04, 0o120777)).toEqual({ kind: "other" });
    expect(attributes(0x80000001, 7n, 1, "type", "data")).toEqual({ kind: "file", size: 7 });
    expect(attributes(0)).toEqual({ kind: "file" });
    expect(() => attributes(0x01, 1n << 63n)).toThrow(expect.objectContaining({ code: "protocol" }));
  });
});
