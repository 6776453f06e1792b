import { randomBytes } from "node:crypto";
import { zstdDecompressSync } from "node:zlib";
import { expect, test, vi } from "vitest";
import { ZstdEncoder } from "../../src/seal/zstd-encoder.ts";

// A Node whose streams are made of something else.
vi.mock("node:zlib", async (original) => ({
  ...(await original<typeof import("node:zlib")>()),
  createZstdCompress: () => ({}),
}));

test("an encoder of zstd frames works with a Node that has no codec where it is looked for", () => {
  const encoder = new ZstdEncoder(1);
  expect(encoder.reusesContext).toBe(false);
  for (const slice of [Buffer.alloc(0), randomBytes(2 ** 20), Buffer.alloc(100_000, "abc")]) {
    expect(Buffer.compare(zstdDecompressSync(encoder.encode(slice)), slice)).toBe(0);
  }
});
