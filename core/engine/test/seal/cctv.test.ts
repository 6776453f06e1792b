import { createHash } from "node:crypto";
import { inflateSync } from "node:zlib";
import { Secret } from "@holdfast/contract";
import * as vectors from "cctv-age";
import { describe, expect, test } from "vitest";
import { openFile } from "../../src/seal/age/file.ts";
import { parseIdentity } from "../../src/seal/age/identity.ts";
import { rejectionOf } from "./rejection.ts";

interface Vector {
  readonly name: string;
  readonly fields: Readonly<Record<string, readonly string[]>>;
  readonly file: Uint8Array;
}

const outcomes: Readonly<Record<string, readonly string[]>> = {
  "header failure": ["holdfast.seal.malformed-header", "holdfast.seal.work-factor", "holdfast.seal.not-age"],
  "HMAC failure": ["holdfast.seal.header-altered"],
  "no match": [
    "holdfast.seal.no-identity-matched",
    "holdfast.seal.wrong-password",
    "holdfast.seal.needs-identity",
  ],
  "payload failure": ["holdfast.seal.payload-altered"],
};

const all = Object.entries(vectors as unknown as Record<string, Uint8Array>).map(readVector);
const armored = all.filter(({ fields }) => fields["armored"] !== undefined);
const binary = all.filter((vector) => !armored.includes(vector));
const hybrid = binary.filter(({ fields }) =>
  fields["identity"]?.some((text) => text.startsWith("AGE-SECRET-KEY-PQ-")),
);
const supported = binary.filter((vector) => !hybrid.includes(vector));

function readVector([name, bytes]: [string, Uint8Array]): Vector {
  const bodyStart = Buffer.from(bytes).indexOf("\n\n") + 2;
  const fields: Record<string, string[]> = {};
  for (const line of Buffer.from(bytes)
    .toString("latin1", 0, bodyStart - 2)
    .split("\n")) {
    const [key = "", value = ""] = line.split(": ");
    (fields[key] ??= []).push(value);
  }
  const body = bytes.subarray(bodyStart);
  return { name, fields, file: fields["compressed"] === undefined ? body : inflateSync(body) };
}

async function open({ fields, file }: Vector): Promise<Uint8Array> {
  const password = fields["passphrase"]?.[0];
  if (password !== undefined) return openFile(file, new Secret(password));
  return openFile(
    file,
    (fields["identity"] ?? []).map((text) => parseIdentity(new Secret(text))),
  );
}

describe("the public age vectors", () => {
  test("are all accounted for", () => {
    expect({ supported: supported.length, armored: armored.length, hybrid: hybrid.length }).toEqual({
      supported: 92,
      armored: 33,
      hybrid: 18,
    });
  });

  test.each(supported)("$name", async (vector) => {
    const [expected = ""] = vector.fields["expect"] ?? [];
    if (expected === "success") {
      const plaintext = await open(vector);
      expect(createHash("sha256").update(plaintext).digest("hex")).toBe(vector.fields["payload"]?.[0]);
    } else {
      expect(outcomes[expected]).toContain(await rejectionOf(() => open(vector)));
    }
  });

  test.each(armored)("$name: armor is not supported, and refused", async (vector) => {
    const file = { ...vector, fields: { identity: [] } };
    expect(await rejectionOf(() => open(file))).toBe("holdfast.seal.not-age");
  });

  test.each(hybrid)("$name: post-quantum identities are not supported, and refused", async (vector) => {
    expect(await rejectionOf(() => open(vector))).toBe("holdfast.seal.invalid-identity");
  });
});
