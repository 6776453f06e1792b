import { LocationError, type LocationSession } from "@holdfast/contract";
import { describeWith } from "@holdfast/testservers";
import { startGanesha } from "@holdfast/testservers/ganesha";
import { randomBytes } from "node:crypto";
import { chmod, chown, mkdir, readdir, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { body, calm, connectTo, type Place, versions } from "./connecting.ts";

const mebibyte = 1024 * 1024;
const refusal = { name: "LocationError", retry: "never" };

await describeWith({ describe, test, afterAll }, "ganesha", startGanesha, (server) => {
  describe.each(versions)("over version %s", (vers) => {
    const at = (place: Place): Place => ({ ...place, options: { vers, ...place.options } });
    const local = (directory: string): string => join(server.export.directory, directory);

    /** Runs with a session in a directory of the export. */
    async function within(place: Place, use: (session: LocationSession) => Promise<void>): Promise<void> {
      const session = await connectTo(server, at(place));
      try {
        await use(session);
      } finally {
        await session.close();
      }
    }

    test("files and directories are for their owner alone", async () => {
      const directory = `private-${vers}`;
      await within({ directory, options: { uid: "1234", gid: "2345" } }, async (session) => {
        await session.put("archive/volume", body(Buffer.from("x")), calm);
        const paths = [directory, `${directory}/archive`, `${directory}/archive/volume`];
        const stats = await Promise.all(paths.map((path) => stat(local(path))));
        expect(stats.map(({ mode }) => mode & 0o777)).toEqual([0o700, 0o700, 0o600]);
        expect(stats.every(({ uid, gid }) => uid === 1234 && gid === 2345)).toBe(true);
      });
    });

    test("an empty file has the time at which it was put", async () => {
      await within({ directory: `empty-${vers}` }, async (session) => {
        const before = Date.now();
        await session.put("volume", body(new Uint8Array()), calm);
        const { modified } = (await session.stat("volume", calm)) ?? {};
        expect(Math.abs((modified?.getTime() ?? 0) - before)).toBeLessThan(60_000);
      });
    });

    test("another user is told who was refused, and what to look at", async () => {
      const directory = `owned-${vers}`;
      await mkdir(local(directory));
      await chown(local(directory), 1234, 1234);
      await chmod(local(directory), 0o700);
      await within({ directory, options: { uid: "99", gid: "98" } }, async (session) => {
        const put = session.put("volume", body(Buffer.from("x")), calm);
        await expect(put).rejects.toMatchObject({
          ...refusal,
          code: "forbidden",
          peerCode: expect.stringMatching(/_ACCES$/),
        });
        await expect(put).rejects.toThrow(/uid 99, gid 98 by the owner and mode of the directory, in which/);
      });
    });

    test("a squashed root is told as one", async () => {
      await chmod(server.secure.directory, 0o755);
      await within({ export: server.secure }, async (session) => {
        const put = session.put("volume", body(Buffer.from("x")), calm);
        await expect(put).rejects.toMatchObject({ ...refusal, code: "forbidden" });
        await expect(put).rejects.toThrow(/uid 0.*squash/);
      });
    });

    test("an export for reserved ports takes one, and without it the error says what to set", async () => {
      const place = { export: server.secure, options: { uid: "1234", gid: "1234" } };
      await within(place, async (session) => expect(await session.stat("absent", calm)).toBeUndefined());
      const options = { ...place.options, resvport: "no" };
      const refused = connectTo(server, at({ ...place, options })).then((session) =>
        session.stat("absent", calm),
      );
      // Version 4.1 does not show what it does not allow.
      await expect(refused).rejects.toMatchObject({
        ...refusal,
        code: vers === "3" ? "forbidden" : "not-found",
      });
      await expect(refused).rejects.toThrow(/insecure/);
    });

    test("an export that takes all ports takes a client without root's", async () => {
      const options = { resvport: "no", uid: "1234", gid: "1234" };
      await within({ directory: `unprivileged-${vers}`, options }, async (session) => {
        await session.put("volume", body(Buffer.from("content")), calm);
        expect(await session.stat("volume", calm)).toMatchObject({ kind: "file", size: 7 });
      });
    });

    test("names of 255 bytes are stored whole", async () => {
      await within({ directory: `long-${vers}` }, async (session) => {
        const name = "ü".repeat(127);
        await session.put(name, body(Buffer.from("long")), calm);
        expect(await readdir(local(`long-${vers}`))).toEqual([name]);
        const tooLong = session.put("x".repeat(256), body(Buffer.from("x")), calm);
        await expect(tooLong).rejects.toMatchObject({ ...refusal, code: "invalid-name" });
      });
    });

    test("a put that is aborted leaves nothing behind", async () => {
      await within({ directory: `aborted-${vers}` }, async (session) => {
        const controller = new AbortController();
        const put = session.put("volume", body(randomBytes(32 * mebibyte)), {
          signal: controller.signal,
          onProgress: () => controller.abort(new Error("enough")),
        });
        await expect(put).rejects.toThrow("enough");
        await expect.poll(() => readdir(local(`aborted-${vers}`))).toEqual([]);
      });
    });

    test("the memory of a put is not read any more once it has settled", async () => {
      await within({ directory: `settled-${vers}` }, async (session) => {
        const controller = new AbortController();
        const content = new Uint8Array(randomBytes(32 * mebibyte));
        const put = session.put("volume", body(content), {
          signal: controller.signal,
          onProgress: () => controller.abort(new Error("enough")),
        });
        await expect(put).rejects.toThrow("enough");
        content.buffer.transfer(0);
        await session.put("next", body(Buffer.from("next")), calm);
      });
    });

    test("a full disk is told as one, and nothing is left on it", async () => {
      await within({ export: server.small, directory: `full-${vers}` }, async (session) => {
        expect(await session.freeSpace(calm)).toBeLessThanOrEqual(4 * mebibyte);
        const put = session.put("volume", body(randomBytes(8 * mebibyte)), calm);
        await expect(put).rejects.toMatchObject({
          ...refusal,
          code: "no-space",
          peerCode: expect.stringMatching(/_NOSPC$/),
        });
        await expect.poll(async () => Array.fromAsync(session.list("", calm))).toEqual([]);
        await session.put("volume", body(randomBytes(mebibyte)), calm);
        await session.remove("volume", calm);
      });
    });

    test("names that are no UTF-8 or contain control characters are left out of a listing", async () => {
      const directory = local(`strange-${vers}`);
      await mkdir(directory);
      for (const name of ["fine", "line\nend", "back\\slash", "bell\u0007"])
        await writeFile(join(directory, name), "");
      await writeFile(Buffer.concat([Buffer.from(`${directory}/`), Buffer.from([0x66, 0xff])]), "");
      await within({ directory: `strange-${vers}` }, async (session) => {
        expect(await Array.fromAsync(session.list("", calm), ({ name }) => name)).toEqual(["fine"]);
      });
    });

    test("symbolic links are not followed", async () => {
      const directory = local(`links-${vers}`);
      await mkdir(join(directory, "real"), { recursive: true });
      await writeFile(join(directory, "real", "file"), "content");
      await symlink("real", join(directory, "link"));
      await symlink("real/file", join(directory, "link-to-file"));
      await within({ directory: `links-${vers}` }, async (session) => {
        const kinds = await Array.fromAsync(session.list("", calm), ({ name, kind }) => `${name} ${kind}`);
        expect(kinds.toSorted()).toEqual(["link other", "link-to-file other", "real directory"]);
        expect(await session.stat("link", calm)).toMatchObject({ kind: "other" });
        const inTheWay = {
          ...refusal,
          code: "already-exists",
          message: expect.stringContaining("symbolic link"),
        };
        await expect(session.put("link/file", body(Buffer.from("x")), calm)).rejects.toMatchObject(inTheWay);
        await expect(session.get("link/file", calm)).rejects.toMatchObject(inTheWay);
        await expect(session.get("link-to-file", calm)).rejects.toMatchObject({
          ...refusal,
          code: "not-found",
        });
        // Under its own name a link is replaced, and what it led to is left alone.
        await session.put("link-to-file", body(Buffer.from("other")), calm);
        expect(await session.stat("real/file", calm)).toMatchObject({ size: 7 });
      });
      await within({ directory: `links-${vers}` }, async (session) => {
        await session.remove("link", calm);
        expect(await session.stat("real/file", calm)).toMatchObject({ kind: "file" });
      });
    });

    test("a location that lies behind a symbolic link is refused", async () => {
      await mkdir(local(`behind-${vers}`));
      await symlink(`behind-${vers}`, local(`link-${vers}`));
      const put = connectTo(server, at({ directory: `link-${vers}/below` })).then((session) =>
        session.put("volume", body(Buffer.from("x")), calm),
      );
      await expect(put).rejects.toMatchObject({
        ...refusal,
        message: expect.stringContaining("symbolic link"),
      });
      expect(await readdir(local(`behind-${vers}`))).toEqual([]);
    });

    test("free space is that of the file system that a missing directory would be in", async () => {
      await within({ directory: "not/there/yet" }, async (session) => {
        expect(await session.freeSpace(calm)).toBeGreaterThan(0);
      });
    });

    test("a file that shrinks while it is read is not mistaken for a shorter one", async () => {
      const place = { directory: `shrinking-${vers}`, options: { window: "32", "request-size": "32" } };
      await within(place, async (session) => {
        await session.put("volume", body(randomBytes(4 * mebibyte)), calm);
        const stream = await session.get("volume", calm);
        await writeFile(join(local(`shrinking-${vers}`), "volume"), "short");
        const read = Array.fromAsync(stream as AsyncIterable<Buffer>);
        const error = await read.catch((failure: unknown) => failure);
        expect(error).toBeInstanceOf(LocationError);
        expect(error).toMatchObject({ code: "corrupt", retry: "same-session" });
      });
    });
  });

  test("an export that is not there is told with those that are", async () => {
    const absent = { path: "/absent", directory: "" };
    const refused = connectTo(server, { export: absent, options: { vers: "3" } });
    await expect(refused).rejects.toMatchObject({ ...refusal, code: "not-found", peerCode: "MNT3ERR_ACCES" });
    await expect(refused).rejects.toThrow(/does not export it\. It exports .*\/export/);
  });
});
