import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shows } from "../src/secret-forms.ts";

const secret = "s3cr/t pass+wörd";

describe("a text shows a secret", () => {
  test.each([
    ["as it is", `login with ${secret} refused`],
    ["percent-encoded", `GET /?p=${encodeURIComponent(secret)}`],
    ["in base64", `auth ${Buffer.from(secret).toString("base64")}`],
    ["in base64 for URLs", `auth ${Buffer.from(secret).toString("base64url")}`],
    [
      "with a user before it, as HTTP's Basic has it",
      `Basic ${Buffer.from(`backup:${secret}`).toString("base64")}`,
    ],
    ["between zeros, as SASL's PLAIN has it", Buffer.from(`\0backup\0${secret}`).toString("base64")],
    ["in hexadecimal", Buffer.from(secret).toString("hex")],
    ["in UTF-16", Buffer.from(secret, "utf16le").toString("base64")],
    ["as a buffer that was inspected", inspect({ sent: Buffer.from(`PASS ${secret}`) })],
  ])("%s", (_, text) => {
    expect(shows(text, secret)).toBe(true);
    expect(shows(text, "another secret")).toBe(false);
  });

  test("when one line of a private key is in it", () => {
    const key =
      "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIH\nABCDEFGHIJKLMNOP\n-----END PRIVATE KEY-----\n";
    expect(shows("cannot parse ABCDEFGHIJKLMNOP", key)).toBe(true);
    expect(shows("cannot parse -----BEGIN PRIVATE KEY-----", key)).toBe(false);
  });

  test("whatever surrounds it", () => {
    const text = fc.string({ maxLength: 50 });
    fc.assert(
      fc.property(text, fc.string({ minLength: 8, unit: "binary" }), text, (before, given, after) => {
        const oneLine = given.replaceAll(/[\r\n]/g, "_").replace(/^-----/, "_");
        expect(shows(`${before}${oneLine}${after}`, oneLine)).toBe(true);
      }),
    );
  });
});

test("what any text may have is no secret", () => {
  expect(shows("the password is wrong", "wrong")).toBe(false);
});
