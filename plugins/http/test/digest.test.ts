import { Secret } from "@holdfast/contract";
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { parseChallenges } from "../src/protocol/challenge.ts";
import { Digest } from "../src/protocol/digest.ts";

const password = new Secret("Circle of Life");

function fieldsOf(authorization: string): Record<string, string> {
  const [digest] = parseChallenges(authorization);
  return Object.fromEntries(digest?.parameters ?? []);
}

/** The answer to a challenge as RFC 7616 §3.4.1 puts it together, from the fields that were sent. */
function expected(hashName: string, fields: Record<string, string>, secret: string, method: string): string {
  const hash = (text: string) => createHash(hashName).update(text).digest("hex");
  const { username, realm, nonce, nc, cnonce, qop, uri } = fields;
  const first = hash(`${username}:${realm}:${secret}`);
  return hash([first, nonce, nc, cnonce, qop, hash(`${method}:${uri}`)].join(":"));
}

describe("a digest", () => {
  // The challenges of RFC 7616 §3.9.1.
  const md5 =
    'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=MD5, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';
  const sha = md5.replace("MD5", "SHA-256");

  test("answers the example of RFC 7616", () => {
    const digest = Digest.answering(parseChallenges(md5), "Mufasa", password)!;
    const fields = fieldsOf(digest.authorization("GET", "/dir/index.html"));
    expect(fields).toMatchObject({
      username: "Mufasa",
      realm: "http-auth@example.org",
      uri: "/dir/index.html",
      qop: "auth",
      nc: "00000001",
      opaque: "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS",
      algorithm: "MD5",
    });
    expect(fields["response"]).toBe(expected("md5", fields, "Circle of Life", "GET"));
    // With the client's nonce of the RFC the formula above gives the RFC's answers.
    const example = { ...fields, cnonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ" };
    expect(expected("md5", example, "Circle of Life", "GET")).toBe("8ca523f5e9506fed4657c9700eebdbec");
    expect(expected("sha256", example, "Circle of Life", "GET")).toBe(
      "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
    );
  });

  test("takes SHA-256 before MD5, whatever the order", () => {
    for (const header of [`${md5}, ${sha}`, `${sha}, ${md5}`]) {
      const digest = Digest.answering(parseChallenges(header), "Mufasa", password)!;
      const fields = fieldsOf(digest.authorization("PUT", "/x"));
      expect(fields["algorithm"]).toBe("SHA-256");
      expect(fields["response"]).toBe(expected("sha256", fields, "Circle of Life", "PUT"));
    }
  });

  test("counts its nonce and never uses a client's nonce twice", () => {
    const digest = Digest.answering(parseChallenges(sha), "Mufasa", password)!;
    const all = Array.from({ length: 20 }, () => fieldsOf(digest.authorization("GET", "/")));
    expect(all.map(({ nc }) => nc)).toEqual(all.map((_, index) => (index + 1).toString(16).padStart(8, "0")));
    expect(new Set(all.map(({ cnonce }) => cnonce)).size).toBe(20);
  });

  test("sends quotes, backslashes and UTF-8 in names so that they come back", () => {
    const user = 'Jäsøn "x" \\ Doe, nc=00000001';
    const digest = Digest.answering(parseChallenges(sha), user, password)!;
    const fields = fieldsOf(digest.authorization("GET", "/"));
    expect(fields).toMatchObject({ username: user, nc: "00000001" });
  });

  test.each([
    ["another algorithm", sha.replace("SHA-256", "SHA-512-256")],
    ["a session key", sha.replace("SHA-256", "SHA-256-sess")],
    ["the body only", md5.replace("auth, auth-int", "auth-int")],
    ["no qop", 'Digest realm="x", nonce="y"'],
    ["no nonce", 'Digest realm="x", qop="auth"'],
  ])("does not answer %s", (_, header) => {
    expect(Digest.answering(parseChallenges(header), "Mufasa", password)).toBeUndefined();
  });
});
