import { randomBytes } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gzipMembers } from "../../src/seal/gzip-member.ts";
import { flipped } from "./flip.ts";
import { rejectionOf } from "./rejection.ts";
import { compressFrame } from "./compress-frame.ts";

const damaged = "holdfast.seal.frame-damaged";
const slices = [Buffer.alloc(0), Buffer.from("x"), Buffer.alloc(300_000, "abc"), randomBytes(70_000)];
const members = slices.map((slice) => compressFrame(slice, "gzip", 6));
const volume = Buffer.concat(members);

describe("the walk over a volume's gzip members", () => {
  test("finds them, with their sizes", () => {
    const found = gzipMembers(volume);
    expect(found.map(({ length }) => length)).toEqual(members.map(({ length }) => length));
    expect(found.map(({ contentSize }) => contentSize)).toEqual(slices.map(({ length }) => length));
  });

  test("is not needed by who inflates the whole volume", () => {
    expect(Buffer.compare(gunzipSync(volume), Buffer.concat(slices))).toBe(0);
  });

  test("finds nothing in nothing", () => expect(gzipMembers(new Uint8Array(0))).toEqual([]));

  test("refuses members that do not say their length", async () => {
    expect(await rejectionOf(() => gzipMembers(gzipSync("content")))).toBe(damaged);
  });

  test("refuses a volume that is cut inside a member", async () => {
    const [first = volume] = members;
    for (let size = 1; size < first.length; size++) {
      expect(await rejectionOf(() => gzipMembers(first.subarray(0, size)))).toBe(damaged);
    }
    expect(await rejectionOf(() => gzipMembers(volume.subarray(0, -1)))).toBe(damaged);
  });

  test.each([0, 1, 27, 0xffffffff])("refuses a member that says it has %i bytes", async (length) => {
    const member = Buffer.from(members[1] ?? []);
    member.writeUInt32LE(length, 16);
    expect(await rejectionOf(() => gzipMembers(member))).toBe(damaged);
  });

  test("of hostile bytes ends, with members that cover them or a typed error", async () => {
    const small = Buffer.concat(members.slice(0, 2));
    const hostile = fc.oneof(
      fc.nat({ max: small.length * 8 - 1 }).map((bit) => flipped(small, bit)),
      fc.uint8Array({ maxLength: 60 }).map((tail) => Buffer.concat([small.subarray(0, 16), tail])),
    );
    await fc.assert(
      fc.asyncProperty(hostile, async (bytes) => {
        let total = bytes.length;
        const id = await rejectionOf(() => {
          total = gzipMembers(bytes).reduce((sum, { length }) => sum + length, 0);
        });
        expect(["none", damaged]).toContain(id);
        expect(total).toBe(bytes.length);
      }),
      { numRuns: 500 },
    );
  });
});
