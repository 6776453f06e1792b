import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { authenticateManifest, manifestHmac } from "../../src/manifest/authenticate.ts";
import { formatManifest, type Manifest } from "../../src/manifest/manifest.ts";
import { parseManifest } from "../../src/manifest/parse-manifest.ts";
import { isHoldfastError } from "../../src/messages/holdfast-error.ts";
import { thrownIds } from "../thrown-ids.ts";

const manifest: Manifest = {
  BackupSize: 12_345,
  StartTime: "2027-01-01T00:00:00.000Z",
  EndTime: "2027-01-01T00:01:00.500Z",
  Duration: 60,
  holdfast: {
    format: 1,
    requires: [],
    system: { id: "61d1e9c6-3c0b-4f0a-8c53-1f7f0f4f3c55", name: "fw-01", product: "examplewall" },
    archive: "M_4.2.0_20270101-000000_",
    version: "4.2.0",
    build: "20931",
    comment: "nightly 🦊",
    sequence: 17,
    codec: "zstd",
    sealed: true,
    key_slots: ["identity.age", "escrow-1.age"],
    volume_size: 16_777_216,
    parts: [
      {
        id: "common",
        content: "tar",
        volumes: 3,
        index_volumes: 1,
        slice_size: 1_048_576,
        stream_size: 99_999,
        stored_size: 12_000,
        index_stored_size: 345,
        entries: 12,
        problems: { changed: 1, vanished: 2 },
      },
    ],
    sums: "0123456789abcdef".repeat(4),
    previous: { name: "M_4.2.0_20261231-000000_", digest: "fedcba9876543210".repeat(4) },
  },
};

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

function parse(value: unknown): Manifest {
  return parseManifest(Buffer.from(JSON.stringify(value)));
}

/** The manifest with one value changed, by its path. */
function changed(path: string, value: unknown): unknown {
  const copy = JSON.parse(Buffer.from(formatManifest(manifest)).toString()) as Record<string, Json>;
  const keys = path.split(".");
  const last = keys.pop()!;
  const holder = keys.reduce<Record<string, Json>>((at, key) => at[key] as Record<string, Json>, copy);
  if (value === undefined) delete holder[last];
  else holder[last] = value as Json;
  return copy;
}

/** Every path to a value of the manifest. */
function pathsOf(value: unknown, at: readonly string[] = []): string[] {
  if (typeof value !== "object" || value === null) return [at.join(".")];
  const below = Object.entries(value).flatMap(([key, each]) => pathsOf(each, [...at, key]));
  return at.length === 0 ? below : [at.join("."), ...below];
}

const optional = new Set([
  "holdfast.previous",
  "holdfast.key_slots.0",
  "holdfast.key_slots.1",
  "holdfast.parts.0",
]);

describe("a manifest", () => {
  test("comes back as it was, and is text for people", () => {
    expect(parseManifest(formatManifest(manifest))).toEqual(manifest);
    expect(Buffer.from(formatManifest(manifest)).toString()).toMatch(/^\{\n {2}"BackupSize": 12345,\n/);
  });

  test.each(pathsOf(manifest).filter((path) => !/problems|key_slots\.|parts\.0$/.test(path)))(
    "is refused without %s, or with something else there",
    (path) => {
      for (const value of [undefined, null, -1, 1.5, "\u0007", {}, [[]]]) {
        if (value === undefined && optional.has(path)) continue;
        expect(
          thrownIds(() => parse(changed(path, value))),
          `${path}: ${JSON.stringify(value)}`,
        ).toHaveLength(1);
      }
    },
  );

  test.each<[path: string, value: unknown, id: string]>([
    ["holdfast.format", 2, "newer-format"],
    ["holdfast.format", 0, "not-a-manifest"],
    ["holdfast.requires", ["parity", "x".repeat(900)], "unknown-requirement"],
    ["holdfast.codec", "lzma", "not-a-manifest"],
    ["holdfast.volume_size", 2 ** 28 + 1, "not-a-manifest"],
    ["holdfast.key_slots", ["../identity.age"], "not-a-manifest"],
    ["holdfast.parts.0.id", "../x", "not-a-manifest"],
    ["holdfast.parts.0.volumes", 0, "not-a-manifest"],
    ["holdfast.parts.0.volumes", 1_000_000, "not-a-manifest"],
    ["holdfast.parts.0.slice_size", 2 ** 26 + 1, "not-a-manifest"],
    ["holdfast.parts.0.problems", { "\u001b[2J": 1 }, "not-a-manifest"],
    ["holdfast.parts", [manifest.holdfast.parts[0], manifest.holdfast.parts[0]], "not-a-manifest"],
    [
      "holdfast.parts",
      Array.from({ length: 1001 }, (_, index) => ({ ...manifest.holdfast.parts[0], id: `p${index}` })),
      "not-a-manifest",
    ],
    ["holdfast.sums", "0123456789ABCDEF".repeat(4), "not-a-manifest"],
    ["holdfast.comment", "x".repeat(1001), "not-a-manifest"],
    ["StartTime", "yesterday", "not-a-manifest"],
  ])("with another %s is refused", (path, value, id) => {
    expect(thrownIds(() => parse(changed(path, value)))).toEqual([`holdfast.manifest.${id}`]);
  });

  test("may hold what this release does not know, which it does not pass on", () => {
    const given = { ...(changed("holdfast.later", { a: 1 }) as object), PrimaryNetworkInfo: { ipv4: {} } };
    expect(parse(given)).toEqual(manifest);
  });

  test("does not reach the prototypes of anything", () => {
    const text = Buffer.from(formatManifest(manifest))
      .toString()
      .replace('"BackupSize"', '"__proto__": {"polluted": 1}, "BackupSize"')
      .replace('"problems": {', '"problems": {"__proto__": 1, ');
    expect(thrownIds(() => parseManifest(Buffer.from(text)))).toEqual(["holdfast.manifest.not-a-manifest"]);
    const inherited = JSON.stringify(changed("holdfast", undefined)).replace(
      "{",
      '{"__proto__": {"holdfast": {}}, ',
    );
    expect(thrownIds(() => parseManifest(Buffer.from(inherited)))).toEqual([
      "holdfast.manifest.not-a-manifest",
    ]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  test("that is anything else is refused, and nothing but refused", () => {
    const refusedOrRead = (bytes: Uint8Array): void => {
      try {
        parseManifest(bytes);
      } catch (error) {
        if (!isHoldfastError(error)) throw error;
      }
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), refusedOrRead));
    fc.assert(fc.property(fc.jsonValue(), (value) => refusedOrRead(Buffer.from(JSON.stringify(value)))));
    const paths = fc.constantFrom(...pathsOf(manifest));
    fc.assert(
      fc.property(paths, fc.jsonValue(), (path, value) => {
        refusedOrRead(Buffer.from(JSON.stringify(changed(path, value))));
      }),
      { numRuns: 1000 },
    );
    expect(thrownIds(() => parseManifest(Buffer.alloc(1_048_577, 0x20)))).toHaveLength(1);
    const deep = Buffer.from(`${"[".repeat(100_000)}${"]".repeat(100_000)}`);
    expect(thrownIds(() => parseManifest(deep))).toHaveLength(1);
  });
});

describe("a manifest's HMAC", () => {
  const bytes = formatManifest(manifest);
  const key = Buffer.alloc(32, 7);

  test("vouches for exactly its bytes, by its key", () => {
    const hmac = Buffer.from(manifestHmac(bytes, key));
    authenticateManifest(bytes, hmac, key);
    const refused = ["holdfast.manifest.not-authentic"];
    expect(thrownIds(() => authenticateManifest(bytes, hmac, Buffer.alloc(32, 8)))).toEqual(refused);
    for (let at = 0; at < bytes.length; at++) {
      const altered = Uint8Array.from(bytes);
      altered[at]! ^= 1 << (at % 8);
      expect(thrownIds(() => authenticateManifest(altered, hmac, key))).toEqual(refused);
    }
    for (const other of [
      hmac.subarray(1),
      hmac.subarray(0, 64),
      Buffer.concat([hmac, hmac]),
      Buffer.alloc(65),
    ]) {
      expect(thrownIds(() => authenticateManifest(bytes, other, key))).toEqual(refused);
    }
  });
});
