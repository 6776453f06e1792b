import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseChallenges } from "../src/protocol/challenge.ts";

function read(header: string): readonly [string, Record<string, string>][] {
  return parseChallenges(header).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);
}

describe("challenges", () => {
  test.each<[string, readonly [string, Record<string, string>][]]>([
    ['Basic realm="backup"', [["basic", { realm: "backup" }]]],
    ["BASIC Realm=backup", [["basic", { realm: "backup" }]]],
    [
      'Digest realm="a, b", qop="auth,auth-int", nonce="x=", algorithm=MD5, Basic realm="c"',
      [
        ["digest", { realm: "a, b", qop: "auth,auth-int", nonce: "x=", algorithm: "MD5" }],
        ["basic", { realm: "c" }],
      ],
    ],
    [
      "Negotiate, NTLM TlRMTVNTUAAB==, Basic realm=x",
      [
        ["negotiate", {}],
        ["ntlm", {}],
        ["basic", { realm: "x" }],
      ],
    ],
    ['Basic realm="say \\"hi\\" \\\\"', [["basic", { realm: 'say "hi" \\' }]]],
    [" , ,Bearer , ", [["bearer", {}]]],
    ["", []],
    ['"', []],
    ['Basic realm="never ends', [["basic", {}]]],
    [Buffer.from('Basic realm="ü"').toString("latin1"), [["basic", { realm: "ü" }]]],
    ['Basic realm="\u00fc"', [["basic", { realm: "ü" }]]],
  ])("%j are read", (header, expected) => {
    expect(read(header).slice(0, expected.length)).toEqual(expected);
  });

  test("of any text are read in bounded time and number", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 2000 }), (text) => {
        expect(parseChallenges(text).length).toBeLessThanOrEqual(17);
      }),
    );
    const started = performance.now();
    parseChallenges(`Basic ${'x="'.repeat(5000)}`);
    parseChallenges("a ".repeat(8000));
    parseChallenges("a,".repeat(8000));
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test("come back from what was written", () => {
    const token = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,10}$/);
    const challenge = fc.tuple(token, fc.dictionary(token, fc.string(), { minKeys: 1, maxKeys: 5 }));
    fc.assert(
      fc.property(fc.array(challenge, { maxLength: 5 }), (challenges) => {
        const quote = (text: string) => `"${text.replace(/["\\]/g, "\\$&")}"`;
        const written = challenges.map(([scheme, parameters]) => {
          const fields = Object.entries(parameters).map(([name, value]) => `${name}=${quote(value)}`);
          return `${scheme} ${fields.join(", ")}`;
        });
        const lower = challenges.map(([scheme, parameters]) => [
          scheme.toLowerCase(),
          Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name.toLowerCase(), value])),
        ]);
        expect(read(written.join(", "))).toEqual(lower);
      }),
    );
  });
});
