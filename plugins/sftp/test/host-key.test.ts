import { debianProgram, describeWith, isMissing, makeKeyPair, type Program } from "@holdfast/testservers";
import { startOpenssh } from "@holdfast/testservers/openssh";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { fingerprint } from "../src/host-key.ts";
import { connectTo } from "./connecting.ts";

const run = promisify(execFile);

/** The text as `ssh-keygen -H` leaves it. */
async function hashedBy(keygen: Program, knownHosts: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "holdfast-known-hosts-"));
  try {
    const file = join(directory, "known_hosts");
    await writeFile(file, knownHosts);
    await run(keygen.path, ["-H", "-f", file], { env: keygen.env });
    return await readFile(file, "utf8");
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function start() {
  const server = await startOpenssh();
  const keygen = await debianProgram("ssh-keygen");
  if (isMissing(server)) return server;
  if (isMissing(keygen)) return keygen;
  const stranger = await makeKeyPair(keygen, "ed25519");
  return { ...server, stranger, hashed: await hashedBy(keygen, server.knownHosts) };
}

await describeWith({ describe, test, afterAll }, "openssh", start, (server) => {
  const { stranger, hashed } = server;
  const { ed25519, rsa } = server.hostKeys;
  const name = `[127.0.0.1]:${server.port}`;

  test("the fingerprint is what ssh-keygen prints", () => {
    expect(fingerprint(Buffer.from(ed25519.publicKey.split(" ")[1] as string, "base64"))).toBe(
      ed25519.fingerprint,
    );
  });

  test("a server that nobody knows is refused, with its fingerprint and both ways to trust it", async () => {
    await expect(connectTo(server, { trust: {} })).rejects.toMatchObject({
      code: "untrusted-peer",
      retry: "never",
      message: expect.stringContaining(`--host-key ${ed25519.fingerprint}`),
    });
    await expect(connectTo(server, { trust: {} })).rejects.toThrow(`${name} ${ed25519.publicKey}`);
    await expect(connectTo(server, { trust: {} })).rejects.toThrow(
      "ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub",
    );
  });

  test.each([
    ["its fingerprint", { hostKey: ed25519.fingerprint }],
    ["its fingerprint with padding", { hostKey: `${ed25519.fingerprint}=` }],
    ["known hosts", { knownHosts: server.knownHosts }],
    [
      "known hosts with only its RSA key, which is then asked for",
      { knownHosts: `${name} ${rsa.publicKey}` },
    ],
    [
      "known hosts with a stranger's key as well",
      { knownHosts: `${name} ${stranger.publicKey}\n${server.knownHosts}` },
    ],
    ["hashed known hosts", { knownHosts: hashed }],
    ["hashed known hosts and accept-new", { knownHosts: hashed, hostKey: "accept-new" }],
  ])("a server is trusted by %s", async (_, trust) => {
    const session = await connectTo(server, { trust });
    await session.close();
  });

  test.each([
    ["another fingerprint", { hostKey: stranger.fingerprint }, /not the expected SHA256:/],
    ["another key in the known hosts", { knownHosts: `${name} ${stranger.publicKey}` }, /has CHANGED/],
    [
      "another key in the known hosts, whatever accept-new says",
      { knownHosts: `${name} ${stranger.publicKey}`, hostKey: "accept-new" },
      /has CHANGED/,
    ],
    [
      "a key of a type that it does not have, whatever accept-new says",
      { knownHosts: `${name} ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY=`, hostKey: "accept-new" },
      /has CHANGED/,
    ],
    [
      "a key that was revoked",
      { knownHosts: `${server.knownHosts}@revoked * ${ed25519.publicKey}` },
      /@revoked/,
    ],
    [
      "a revoked key, whatever the fingerprint says",
      { knownHosts: `@revoked * ${ed25519.publicKey}`, hostKey: ed25519.fingerprint },
      /@revoked/,
    ],
    ["known hosts for another port", { knownHosts: `127.0.0.1 ${ed25519.publicKey}` }, /is not known/],
  ])("a server is refused for %s", async (_, trust, message) => {
    const refused = connectTo(server, { trust });
    await expect(refused).rejects.toMatchObject({ code: "untrusted-peer", retry: "never" });
    await expect(refused).rejects.toThrow(message);
  });

  test("accept-new takes an unknown key once, and hands out the line that makes it known", async () => {
    const lines: string[] = [];
    const trust = { hostKey: "accept-new", rememberHostKey: (line: string) => lines.push(line) };
    await (await connectTo(server, { trust })).close();
    expect(lines).toEqual([`${name} ${ed25519.publicKey}`]);
    await (await connectTo(server, { trust: { ...trust, knownHosts: lines.join("\n") } })).close();
    expect(lines).toHaveLength(1);
  });

  test.each(["SHA256:short", "MD5:00:11", "ask", ""])(
    "the host key %j is refused before anything is sent",
    async (hostKey) => {
      const refused = connectTo(server, { trust: { hostKey } });
      await expect(refused).rejects.toMatchObject({ code: "invalid-location", retry: "never" });
    },
  );
});
