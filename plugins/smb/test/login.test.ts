import { givenCredentials } from "@holdfast/conformance";
import { Secret } from "@holdfast/contract";
import { smb } from "@holdfast/location-smb";
import { connectSmb, type SmbClient, type SmbPolicy } from "@holdfast/location-smb/client";
import { describeWith } from "@holdfast/testservers";
import { type SambaServer, startSamba } from "@holdfast/testservers/samba";
import { once } from "node:events";
import { symlink } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { addressOn, body, calm, connectTo, contextFor } from "./connecting.ts";

async function clientOf(server: SambaServer, policy: Partial<SmbPolicy> = {}): Promise<SmbClient> {
  const socket = connect(server.port, "127.0.0.1");
  await once(socket, "connect");
  const login = { user: server.user, domain: "", password: new Secret(server.password) };
  return connectSmb(socket, { server: "127.0.0.1", login, policy });
}

/** Logs in, writes, reads back. @returns what was negotiated */
async function tried(server: SambaServer, policy: Partial<SmbPolicy> = {}): Promise<string> {
  const client = await clientOf(server, policy);
  const tree = await client.connectTree(server.share);
  const content = Buffer.alloc(60_000, "holdfast");
  const file = await tree.createFile("tried");
  await file.write(0, [content]);
  await file.flush();
  expect(await file.availableBytes()).toBeGreaterThan(0);
  await file.close();
  const again = await tree.open("tried", "file", "read");
  expect(await again.read(0, content.length)).toEqual(content);
  expect(await again.read(content.length, 1)).toBeUndefined();
  await again.close();
  const old = await tree.openForChange("tried", "file");
  await old.setDeletePending(true);
  await old.close();
  await client.echo();
  await client.close();
  return `${client.dialect} ${client.protection}`;
}

const algorithms = [
  ["AES-128-GCM", "AES-128-GMAC"],
  ["AES-256-GCM", "AES-128-CMAC"],
  ["AES-128-CCM", "AES-128-CMAC"],
  ["AES-256-CCM", "AES-128-GMAC"],
] as const;

for (const [cipher, signing] of algorithms) {
  await describeWith(
    { describe, test, afterAll },
    "samba",
    () =>
      startSamba({
        config: [
          `server smb3 encryption algorithms = ${cipher}`,
          `server smb3 signing algorithms = ${signing}`,
        ],
      }),
    (server) => {
      test(`a server that encrypts with ${cipher} only, and signs with ${signing} only`, async () => {
        expect(await tried(server)).toBe(`3.1.1 ${cipher}`);
        const signed = signing === "AES-128-CMAC" ? "AES-CMAC" : "AES-GMAC";
        expect(await tried(server, { encryption: "on-demand" })).toBe(`3.1.1 ${signed}`);
      });
    },
  );
}

const dialects = [
  ["SMB3_02", {}, "3.0.2 AES-128-CCM"],
  ["SMB3_02", { encryption: "on-demand" }, "3.0.2 AES-CMAC"],
  ["SMB3_00", {}, "3.0 AES-128-CCM"],
  ["SMB2_10", {}, "2.1 HMAC-SHA256"],
  ["SMB2_02", { oldestDialect: "2.0.2" }, "2.0.2 HMAC-SHA256"],
] as const;

for (const [newest, policy, expected] of dialects) {
  await describeWith(
    { describe, test, afterAll },
    "samba",
    () => startSamba({ config: [`server max protocol = ${newest}`] }),
    (server) => {
      test(`a server of ${newest} at most: ${expected}`, async () => {
        expect(await tried(server, policy)).toBe(expected);
      });
    },
  );
}

await describeWith(
  { describe, test, afterAll },
  "samba",
  () => startSamba({ config: ["server max protocol = SMB2_02"] }),
  (server) => {
    test("SMB 2.0.2 is refused unless it is allowed", async () => {
      await expect(connectTo(server)).rejects.toMatchObject({
        code: "unsupported",
        retry: "never",
        message: expect.stringMatching(/none of the SMB dialects 2\.1, 3\.0, 3\.0\.2, 3\.1\.1/),
      });
      const session = await connectTo(server, {}, { options: { "oldest-dialect": "2.0.2" } });
      await session.put("file", body(Buffer.alloc(300_000, 1)), calm);
      expect(await session.stat("file", calm)).toMatchObject({ size: 300_000 });
      await session.close();
    });

    test("encryption that is required is not given up", async () => {
      const options = { "oldest-dialect": "2.0.2", encryption: "required" };
      await expect(connectTo(server, {}, { options })).rejects.toMatchObject({ code: "unsupported" });
    });
  },
);

await describeWith(
  { describe, test, afterAll },
  "samba",
  () => startSamba({ share: ["smb encrypt = required", "msdfs root = yes"], config: ["host msdfs = yes"] }),
  (server) => {
    test("a share that demands encryption gets it, although the session was only signed", async () => {
      const session = await connectTo(server, {}, { options: { encryption: "on-demand" } });
      await session.put("file", body(Buffer.from("content")), calm);
      expect(await session.stat("file", calm)).toMatchObject({ size: 7 });
      await session.close();
    });

    test("the user may be given with a domain", async () => {
      for (const user of [`WORKGROUP\\${server.user}`, `${server.user}@workgroup.example`]) {
        const session = await connectTo(server, {}, { user });
        await session.close();
      }
    });

    test.each([
      ["a user that does not exist", { user: "nobody-here" }, "unauthenticated", "STATUS_LOGON_FAILURE"],
      ["a share that does not exist", { share: "nothing" }, "not-found", "STATUS_BAD_NETWORK_NAME"],
      ["a share that is not one of files", { share: "IPC$" }, "unsupported", undefined],
    ])("%s", async (_, place, code, peerCode) => {
      const attempt = connectTo(server, {}, place);
      await expect(attempt).rejects.toMatchObject({ code, retry: "never", peerCode });
    });

    test("no password", async () => {
      const attempt = connectTo(server, { credentials: givenCredentials({}) });
      await expect(attempt).rejects.toMatchObject({ code: "unauthenticated", message: /password/ });
    });

    test("a guest is not what was asked for, and a stranger is none either", async () => {
      const { user: _, ...address } = addressOn(server);
      expect(() => smb.parse(address)).toThrow(expect.objectContaining({ code: "invalid-location" }));
      const options = { guest: "allow", signing: "preferred" };
      const attempt = smb.connect(smb.parse({ ...address, options }), contextFor(server));
      await expect(attempt).rejects.toMatchObject({
        code: expect.stringMatching(/forbidden|unauthenticated|unsupported/),
      });
    });

    test("a DFS link is told as what it is", async () => {
      await symlink(String.raw`msdfs:elsewhere.example\share`, join(server.directory, "link"));
      const session = await connectTo(server);
      await expect(session.stat("link", calm)).rejects.toMatchObject({
        code: "unsupported",
        peerCode: "STATUS_PATH_NOT_COVERED",
        message: expect.stringMatching(/DFS link.*that server's own address/),
      });
      await session.close();
    });
  },
);

await describeWith(
  { describe, test, afterAll },
  "samba",
  () =>
    startSamba({
      config: ["map to guest = Bad User", "guest account = holdfast", "restrict anonymous = 0"],
      share: ["guest ok = yes"],
    }),
  (server) => {
    const guest = { guest: "allow", signing: "preferred" };

    test("a server that would let an unknown user in as a guest is refused, unless that was asked for", async () => {
      await expect(connectTo(server, {}, { user: "nobody-here" })).rejects.toMatchObject({
        code: "unauthenticated",
        message: expect.stringMatching(/guest/),
      });
      const session = await connectTo(server, {}, { user: "nobody-here", options: guest });
      await session.put("guest/file", body(Buffer.alloc(2_000_000, 5)), calm);
      expect(await session.stat("guest/file", calm)).toMatchObject({ size: 2_000_000 });
      await session.close();
    });

    test("a guest's session is said to be unprotected", async () => {
      const warnings: string[] = [];
      const log = { debug: () => {}, info: () => {}, warn: (text: string) => void warnings.push(text) };
      const session = await connectTo(server, { log }, { user: "nobody-here", options: guest });
      await session.close();
      expect(warnings).toEqual([expect.stringMatching(/anybody can alter/)]);
    });

    test("nobody at all may come in where that was asked for", async () => {
      const { user: _, ...address } = addressOn(server, { options: guest });
      const session = await smb.connect(smb.parse(address), contextFor(server));
      expect(await Array.fromAsync(session.list("nothing", calm))).toEqual([]);
      await session.close();
    });

    test("a guest cannot be encrypted for", async () => {
      const options = { ...guest, encryption: "required" };
      await expect(connectTo(server, {}, { user: "nobody-here", options })).rejects.toMatchObject({
        code: "unsupported",
      });
    });
  },
);
