import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { padding, XdrReader } from "../src/protocol/xdr-reader.ts";
import { XdrWriter } from "../src/protocol/xdr-writer.ts";

function bytesOf(xdr: XdrWriter): Buffer {
  return Buffer.concat(xdr.pieces());
}

/** A field: how it is written, and what must be read. */
type Field =
  | { readonly type: "uint32"; readonly value: number }
  | { readonly type: "uint64"; readonly value: bigint }
  | { readonly type: "bool"; readonly value: boolean }
  | { readonly type: "opaque" | "fixed" | "bulk"; readonly value: Uint8Array }
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "array"; readonly value: readonly number[] };

const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const anyField: fc.Arbitrary<Field> = fc.oneof(
  fc.record({ type: fc.constant("uint32" as const), value: uint32 }),
  fc.record({ type: fc.constant("uint64" as const), value: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }) }),
  fc.record({ type: fc.constant("bool" as const), value: fc.boolean() }),
  fc.record({
    type: fc.constantFrom("opaque" as const, "fixed" as const, "bulk" as const),
    value: fc.uint8Array({ maxLength: 700 }),
  }),
  fc.record({ type: fc.constant("string" as const), value: fc.string({ unit: "grapheme" }) }),
  fc.record({ type: fc.constant("array" as const), value: fc.array(uint32) }),
);

function write(xdr: XdrWriter, field: Field): void {
  switch (field.type) {
    case "uint32":
      return void xdr.uint32(field.value);
    case "uint64":
      return void xdr.uint64(field.value);
    case "bool":
      return void xdr.bool(field.value);
    case "opaque":
      return void xdr.opaque(field.value);
    case "fixed":
      return void xdr.fixedOpaque(field.value);
    case "bulk": {
      const middle = field.value.length >>> 1;
      return void xdr.bulk([field.value.subarray(0, middle), field.value.subarray(middle)]);
    }
    case "string":
      return void xdr.string(field.value);
    case "array":
      return void xdr.array(field.value, (each, value) => void each.uint32(value));
  }
}

function read(xdr: XdrReader, { type, value }: Field): unknown {
  switch (type) {
    case "uint32":
      return xdr.uint32();
    case "uint64":
      return xdr.uint64();
    case "bool":
      return xdr.bool();
    case "fixed":
      return new Uint8Array(xdr.fixedOpaque(value.length));
    case "opaque":
    case "bulk":
      return new Uint8Array(xdr.opaque(700));
    case "string":
      return xdr.opaque(10_000).toString();
    case "array":
      return xdr.array(10_000, () => xdr.uint32());
  }
}

describe("XDR", () => {
  test("is read as it was written, in multiples of four bytes", () => {
    fc.assert(
      fc.property(fc.array(anyField), (fields) => {
        const writer = new XdrWriter();
        for (const field of fields) {
          write(writer, field);
          expect(writer.length % 4).toBe(0);
        }
        const { length } = writer;
        const bytes = bytesOf(writer);
        expect(bytes.length).toBe(length);
        const reader = new XdrReader(bytes);
        for (const field of fields) expect(read(reader, field)).toEqual(field.value);
        expect(reader.remaining).toBe(0);
      }),
    );
  });

  test("has the bytes of the examples in RFC 4506", () => {
    const file = new XdrWriter()
      .string("sillyprog")
      .uint32(2)
      .string("lisp")
      .string("john")
      .opaque(Buffer.from("(quit)"));
    const text =
      "00000009 73696c6c79 70726f67 000000 00000002 00000004 6c697370 00000004 6a6f686e 00000006 28717569 74290000";
    expect(bytesOf(file).toString("hex")).toBe(text.replaceAll(" ", ""));
  });

  test("that is cut anywhere is refused", () => {
    fc.assert(
      fc.property(fc.array(anyField, { minLength: 1 }), fc.nat(), (fields, at) => {
        const writer = new XdrWriter();
        for (const field of fields) write(writer, field);
        const bytes = bytesOf(writer);
        fc.pre(bytes.length > 0);
        const reader = new XdrReader(bytes.subarray(0, at % bytes.length));
        expect(() => fields.map((field) => read(reader, field))).toThrow(
          expect.objectContaining({ code: "protocol" }),
        );
      }),
    );
  });

  test.each<[string, (xdr: XdrReader) => unknown]>([
    ["opaque data", (xdr) => xdr.opaque(1024)],
    ["an array", (xdr) => xdr.array(1024, () => xdr.uint32())],
    ["a boolean", (xdr) => xdr.bool()],
    ["a size", (xdr) => xdr.size()],
  ])("refuses %s beyond the limit before it makes room", (_, readIt) => {
    const before = process.memoryUsage().arrayBuffers;
    expect(() => readIt(new XdrReader(Buffer.alloc(16, 0xff)))).toThrow(
      expect.objectContaining({ code: "protocol" }),
    );
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1024 * 1024);
  });

  test("refuses a list that is longer than the limit", () => {
    const xdr = new XdrReader(Buffer.from("00000001".repeat(100), "hex"));
    expect(() => xdr.list(5, () => {})).toThrow(expect.objectContaining({ code: "protocol" }));
  });

  test("takes bulk data over without a copy", () => {
    const data = Buffer.alloc(1000);
    const pieces = new XdrWriter()
      .uint32(1)
      .bulk([data.subarray(0, 400), data.subarray(400)])
      .pieces();
    expect(pieces.filter(({ buffer }) => buffer === data.buffer).map(({ length }) => length)).toEqual([
      400, 600,
    ]);
  });

  test("pads to multiples of four", () => {
    expect([0, 1, 2, 3, 4, 5].map(padding)).toEqual([0, 3, 2, 1, 0, 3]);
  });
});
