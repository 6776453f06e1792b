import { LocationError } from "@holdfast/contract";
import { describeWith } from "@holdfast/testservers";
import { startOpenssh } from "@holdfast/testservers/openssh";
import { randomBytes } from "node:crypto";
import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { body, calm, connectTo } from "./connecting.ts";

const mebibyte = 1024 * 1024;

await describeWith(
  { describe, test, afterAll },
  "openssh",
  () => startOpenssh(),
  (server) => {
    test("files and directories are readable by the user alone", async () => {
      const session = await connectTo(server, {}, { directory: "private" });
      await session.put("archive/volume", body(Buffer.from("x")), calm);
      const modes = await Promise.all(
        ["private", "private/archive", "private/archive/volume"].map((path) =>
          stat(join(server.directory, path)),
        ),
      );
      expect(modes.map(({ mode }) => mode & 0o777)).toEqual([0o700, 0o700, 0o600]);
      await session.close();
    });

    test.skipIf(server.password === undefined)(
      "a directory in the home of the server's own account (needs root)",
      async () => {
        const session = await connectTo(server, {}, { directory: "/~/in/home" });
        await session.put("volume", body(Buffer.from("content")), calm);
        expect(await readFile(join(server.directory, "in/home/volume"), "utf8")).toBe("content");
        await session.close();
      },
    );

    test("what a shell would read arrives literally", async () => {
      const name = "$(touch x); 'a' \"b\" %41 `c` -rf";
      const session = await connectTo(server, {}, { directory: encodeURIComponent(name) });
      await session.put("-rf", body(Buffer.from("content")), calm);
      expect(await readFile(join(server.directory, name, "-rf"), "utf8")).toBe("content");
      await session.close();
    });

    test("names of 255 bytes are stored whole", async () => {
      const session = await connectTo(server, {}, { directory: "long" });
      const name = "ü".repeat(127);
      await session.put(name, body(Buffer.from("long")), calm);
      expect(await readFile(join(server.directory, "long", name), "utf8")).toBe("long");
      expect(await readdir(join(server.directory, "long"))).toEqual([name]);
      const tooLong = session.put("x".repeat(256), body(Buffer.from("x")), calm);
      await expect(tooLong).rejects.toMatchObject({ code: "invalid-name", retry: "never" });
      await session.close();
    });

    test("a put that is aborted leaves nothing behind", async () => {
      const session = await connectTo(server, {}, { directory: "aborted" });
      const controller = new AbortController();
      const put = session.put("volume", body(randomBytes(32 * mebibyte)), {
        signal: controller.signal,
        onProgress: () => controller.abort(new Error("enough")),
      });
      await expect(put).rejects.toThrow("enough");
      // The session answers in order: what is asked after the removal sees its result.
      await expect.poll(() => readdir(join(server.directory, "aborted"))).toEqual([]);
      await session.close();
    });

    test.skipIf(server.smallDirectory === undefined)(
      "a full disk is told as one, and nothing is left on it (needs root)",
      async () => {
        const small = basename((await server.smallDirectory?.(2 * mebibyte)) as string);
        const session = await connectTo(server, {}, { directory: small });
        expect(await session.freeSpace(calm)).toBeLessThanOrEqual(2 * mebibyte);
        const put = session.put("volume", body(randomBytes(8 * mebibyte)), calm);
        await expect(put).rejects.toMatchObject({ code: "no-space", retry: "never" });
        await expect.poll(async () => Array.fromAsync(session.list("", calm))).toEqual([]);
        await session.put("volume", body(randomBytes(mebibyte)), calm);
        await session.close();
      },
    );

    test("names that are no UTF-8 or contain control characters are left out of a listing", async () => {
      const directory = join(server.directory, "strange");
      await mkdir(directory);
      await chmod(directory, 0o755);
      for (const name of ["fine", "line\nend", "back\\slash", "bell\u0007"])
        await writeFile(join(directory, name), "");
      await writeFile(Buffer.concat([Buffer.from(`${directory}/`), Buffer.from([0x66, 0xff])]), "");
      const session = await connectTo(server, {}, { directory: "strange" });
      const names = await Array.fromAsync(session.list("", calm), ({ name }) => name);
      expect(names).toEqual(["fine"]);
      await session.close();
    });

    test("symbolic links are neither files nor directories in a listing, and followed elsewhere", async () => {
      const directory = join(server.directory, "links");
      await mkdir(join(directory, "real"), { recursive: true });
      await chmod(join(directory, "real"), 0o777);
      await symlink("real", join(directory, "link"));
      await symlink("nowhere", join(directory, "dangling"));
      const session = await connectTo(server, {}, { directory: "links" });
      const kinds = await Array.fromAsync(session.list("", calm), ({ name, kind }) => `${name} ${kind}`);
      expect(kinds.toSorted()).toEqual(["dangling other", "link other", "real directory"]);
      await session.put("link/volume", body(Buffer.from("x")), calm);
      expect(await session.stat("real/volume", calm)).toMatchObject({ kind: "file" });
      expect(await session.stat("dangling", calm)).toBeUndefined();
      await session.close();
    });

    test("free space is that of the file system that a missing directory would be in", async () => {
      const session = await connectTo(server, {}, { directory: "not/there/yet" });
      expect(await session.freeSpace(calm)).toBeGreaterThan(0);
      await session.close();
    });

    test("a file that shrinks while it is read is not mistaken for a shorter one", async () => {
      const session = await connectTo(
        server,
        {},
        { directory: "shrinking", options: { window: "32", "request-size": "32" } },
      );
      await session.put("volume", body(randomBytes(4 * mebibyte)), calm);
      const stream = await session.get("volume", calm);
      await writeFile(join(server.directory, "shrinking", "volume"), "short");
      const read = Array.fromAsync(stream as AsyncIterable<Buffer>);
      const error = await read.catch((failure: unknown) => failure);
      expect(error).toBeInstanceOf(LocationError);
      expect(error).toMatchObject({ code: "corrupt", retry: "same-session" });
      await session.close();
    });
  },
);
