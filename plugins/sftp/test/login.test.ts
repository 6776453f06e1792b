import { givenCredentials } from "@holdfast/conformance";
import type { LocationError } from "@holdfast/contract";
import { debianProgram, describeWith, isMissing, type Program } from "@holdfast/testservers";
import { startOpenssh } from "@holdfast/testservers/openssh";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect, promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { calm, connectTo, only } from "./connecting.ts";

const run = promisify(execFile);
const passphrase = "canary-passphrase";

/** The private key, encrypted with the passphrase. */
async function lockedBy(keygen: Program, privateKey: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "holdfast-locked-key-"));
  try {
    const file = join(directory, "key");
    await writeFile(file, privateKey, { mode: 0o600 });
    await run(keygen.path, ["-q", "-p", "-P", "", "-N", passphrase, "-f", file], { env: keygen.env });
    return await readFile(file, "utf8");
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function start() {
  const server = await startOpenssh();
  if (isMissing(server)) return server;
  const keygen = await debianProgram("ssh-keygen");
  if (isMissing(keygen)) return keygen;
  return { ...server, locked: await lockedBy(keygen, server.identity.privateKey) };
}

/** What an error shows to anybody who prints it. */
function shown(error: Error): string {
  return `${error.message}\n${error.stack}\n${inspect(error, { depth: 10, showHidden: true })}`;
}

await describeWith({ describe, test, afterAll }, "openssh", start, (server) => {
  test("a key logs in", async () => {
    const session = await connectTo(server, only({ privateKey: server.identity.privateKey }));
    expect(await session.stat("", calm)).toMatchObject({ kind: "directory" });
    await session.close();
  });

  test("a key with a passphrase logs in", async () => {
    const session = await connectTo(server, only({ privateKey: server.locked, passphrase }));
    await session.close();
  });

  test.skipIf(server.password === undefined)("a password logs in (needs root)", async () => {
    const session = await connectTo(server, only({ password: server.password as string }));
    await session.close();
  });

  test.skipIf(server.password === undefined)(
    "a password logs in after a key that the server refuses (needs root)",
    async () => {
      const { ed25519 } = server.hostKeys;
      const credentials = { privateKey: ed25519.privateKey, password: server.password as string };
      const session = await connectTo(server, only(credentials));
      await session.close();
    },
  );

  test.each([
    ["no credentials", {}, /Neither/],
    ["a wrong password", { password: "canary-password" }, /Tried: password/],
    ["a key that is no key", { privateKey: "canary-key" }, /damaged/],
    ["a public key", { privateKey: server.identity.publicKey }, /public key/],
  ])("%s cannot log in, and shows nothing", async (_, credentials, message) => {
    const error = await connectTo(server, only(credentials)).catch((refusal: LocationError) => refusal);
    expect(error).toMatchObject({
      code: "unauthenticated",
      retry: "never",
      message: expect.stringMatching(message),
    });
    expect(shown(error as LocationError)).not.toMatch(/canary|OPENSSH PRIVATE/);
  });

  test.each([
    ["no passphrase", {}, /no passphrase was given/],
    ["a wrong passphrase", { passphrase: "canary-wrong" }, /passphrase is wrong/],
  ])("a locked key with %s cannot be used, and shows nothing", async (_, more, message) => {
    const error = await connectTo(server, only({ privateKey: server.locked, ...more })).catch(
      (refusal: LocationError) => refusal,
    );
    expect(error).toMatchObject({
      code: "unauthenticated",
      retry: "never",
      message: expect.stringMatching(message),
    });
    expect(shown(error as LocationError)).not.toMatch(/canary|OPENSSH PRIVATE/);
  });

  test.each(["'; touch x; '", "$(touch x)", "-oProxyCommand=id", "%0d%0a", 'a"b`c`'])(
    "the user %s is an unknown user and nothing else",
    async (user) => {
      const refused = connectTo(server, {}, { user });
      await expect(refused).rejects.toMatchObject({ code: "unauthenticated" });
    },
  );

  test("each credential is asked for once", async () => {
    const asked: string[] = [];
    const { password, privateKey, ...others } = givenCredentials({
      privateKey: server.identity.privateKey,
    });
    const credentials = {
      ...others,
      password: () => (asked.push("password"), password()),
      privateKey: () => (asked.push("privateKey"), privateKey()),
    };
    const session = await connectTo(server, { credentials });
    await session.close();
    expect(asked.toSorted()).toEqual(["password", "privateKey"]);
  });
});

await describeWith(
  { describe, test, afterAll },
  "openssh",
  () => startOpenssh({ config: ["PasswordAuthentication no", "KbdInteractiveAuthentication yes"] }),
  (server) => {
    test.skipIf(server.password === undefined)(
      "keyboard-interactive is answered with the password (needs root)",
      async () => {
        const session = await connectTo(server, only({ password: server.password as string }));
        await session.close();
      },
    );

    test("a refusal names what was tried and what the server offers", async () => {
      await expect(connectTo(server, only({ password: "wrong" }))).rejects.toMatchObject({
        code: "unauthenticated",
        message: expect.stringMatching(/Tried: password, keyboard-interactive\. .*offers: .*publickey/),
      });
    });
  },
);

await describeWith(
  { describe, test, afterAll },
  "openssh",
  () => startOpenssh({ config: ["AuthenticationMethods publickey,password"] }),
  (server) => {
    test.skipIf(server.password === undefined)(
      "a server that wants key and password gets both (needs root)",
      async () => {
        const privateKey = server.identity.privateKey;
        const session = await connectTo(server, only({ privateKey, password: server.password as string }));
        await session.close();
        await expect(connectTo(server, only({ privateKey }))).rejects.toMatchObject({
          code: "unauthenticated",
        });
      },
    );
  },
);

await describeWith(
  { describe, test, afterAll },
  "openssh",
  () => startOpenssh({ config: ["Subsystem sftp /bin/false"] }),
  (server) => {
    test("a server whose SFTP does not start is told from a lost connection", async () => {
      const refused = connectTo(server, { timeouts: { connectMs: 10_000, idleMs: 10_000 } });
      await expect(refused).rejects.toMatchObject({
        code: "unsupported",
        retry: "never",
        message: expect.stringMatching(/does not offer sftp/),
      });
    });
  },
);

await describeWith(
  { describe, test, afterAll },
  "openssh",
  () => startOpenssh({ config: ["Subsystem sftp echo Welcome to this server, dear user"] }),
  (server) => {
    test("a login script that prints text is named as the cause", async () => {
      await expect(connectTo(server)).rejects.toMatchObject({
        code: "protocol",
        message: expect.stringContaining("“Welcome to this server, dear user”"),
      });
    });
  },
);
