import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { attribute, readAttributes, readBitmap, writeBitmap } from "../src/protocol/nfs4/attributes.ts";
import { XdrReader } from "../src/protocol/xdr-reader.ts";
import { XdrWriter } from "../src/protocol/xdr-writer.ts";

function readerOf(xdr: XdrWriter): XdrReader {
  return new XdrReader(Buffer.concat(xdr.pieces()));
}

describe("a bitmap", () => {
  test("is read as it was written", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(255)), (numbers) => {
        const xdr = new XdrWriter();
        writeBitmap(xdr, numbers);
        expect([...readBitmap(readerOf(xdr))].toSorted((a, b) => a - b)).toEqual(
          numbers.toSorted((a, b) => a - b),
        );
      }),
    );
  });

  test("has no more words than it needs", () => {
    const xdr = new XdrWriter();
    writeBitmap(xdr, [attribute.type, attribute.mode]);
    expect(Buffer.concat(xdr.pieces()).toString("hex")).toBe("000000020000000200000002");
  });
});

describe("attributes", () => {
  test("that nobody asked for are refused", () => {
    const xdr = new XdrWriter();
    writeBitmap(xdr, [attribute.type, 3]);
    expect(() => readAttributes(readerOf(xdr.opaque(Buffer.alloc(12))))).toThrow(
      expect.objectContaining({ code: "protocol" }),
    );
  });

  test("that are cut are refused", () => {
    const xdr = new XdrWriter();
    writeBitmap(xdr, [attribute.type, attribute.size]);
    expect(() => readAttributes(readerOf(xdr.opaque(Buffer.alloc(8))))).toThrow(
      expect.objectContaining({ code: "protocol" }),
    );
  });

  test.each([2n ** 63n - 1n, -(2n ** 63n)])("with a time of %d seconds have none", (seconds) => {
    const xdr = new XdrWriter();
    writeBitmap(xdr, [attribute.timeModify]);
    xdr.opaque(Buffer.concat(new XdrWriter().uint64(BigInt.asUintN(64, seconds)).uint32(0).pieces()));
    expect(readAttributes(readerOf(xdr)).timeModify).toBeUndefined();
  });

  test("are taken as the server has them", () => {
    const values = new XdrWriter().uint32(1).uint64(7).uint64(12).uint32(500_000_000);
    const xdr = new XdrWriter();
    writeBitmap(xdr, [attribute.type, attribute.size, attribute.timeModify]);
    xdr.opaque(Buffer.concat(values.pieces()));
    expect(readAttributes(readerOf(xdr))).toEqual({ type: 1, size: 7, timeModify: new Date(12_500) });
  });
});
