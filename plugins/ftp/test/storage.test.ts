import { describeWith } from "@holdfast/testservers";
import { startPureFtpd } from "@holdfast/testservers/pure-ftpd";
import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";
import { body, calm, connectTo } from "./connecting.ts";
import { servers } from "./servers.ts";

const mebibyte = 1024 * 1024;

for (const [name, start] of servers) {
  await describeWith({ describe, test, afterAll }, name, start, (server) => {
    test("a directory is relative to the login's, and absolute with %2F", async () => {
      const relative = await connectTo(server, {}, { directory: "in/login" });
      await relative.put("volume", body(Buffer.from("content")), calm);
      expect(await readFile(join(server.directory, "in/login/volume"), "utf8")).toBe("content");
      const above = server.loginDirectory === "/" ? "" : server.loginDirectory.slice(1);
      const absolute = await connectTo(server, {}, { directory: `%2F${above}/in/login` });
      expect(await absolute.stat("volume", calm)).toMatchObject({ kind: "file", size: 7 });
      await Promise.all([relative.close(), absolute.close()]);
    });

    test("what means something to a shell or a pattern arrives literally", async () => {
      const strange = "$(touch x); 'a' \"b\" %41 `c` -rf [a]?{b}";
      const session = await connectTo(server, {}, { directory: encodeURIComponent(strange) });
      await session.put("-rf", body(Buffer.from("content")), calm);
      expect(await readFile(join(server.directory, strange, "-rf"), "utf8")).toBe("content");
      expect(await Array.fromAsync(session.list("", calm), (entry) => entry.name)).toEqual(["-rf"]);
      await session.close();
    });

    test("names of 254 bytes are stored whole, longer ones than the file system takes are not", async () => {
      const session = await connectTo(server, {}, { directory: "long" });
      const long = "ü".repeat(127);
      await session.put(long, body(Buffer.from("long")), calm);
      expect(await readFile(join(server.directory, "long", long), "utf8")).toBe("long");
      expect(await readdir(join(server.directory, "long"))).toEqual([long]);
      const tooLong = session.put("x".repeat(256), body(Buffer.from("x")), calm);
      await expect(tooLong).rejects.toMatchObject({ retry: "never" });
      expect(await readdir(join(server.directory, "long"))).toEqual([long]);
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
      // The next operation waits until the aborted one has tidied up.
      expect(await Array.fromAsync(session.list("", calm))).toEqual([]);
      expect(await readdir(join(server.directory, "aborted"))).toEqual([]);
      await session.close();
    });

    test("a put in the place of a directory leaves nothing behind", async () => {
      const session = await connectTo(server, {}, { directory: "occupied" });
      await session.put("volume/inner", body(Buffer.from("x")), calm);
      const put = session.put("volume", body(Buffer.from("y")), calm);
      await expect(put).rejects.toMatchObject({ code: "already-exists", retry: "never" });
      expect(await readdir(join(server.directory, "occupied"))).toEqual(["volume"]);
      await session.close();
    });

    test("a full disk is told as one, and nothing is left on it", async () => {
      const small = basename(await server.smallDirectory(2 * mebibyte));
      const session = await connectTo(server, {}, { directory: small });
      const put = session.put("volume", body(randomBytes(8 * mebibyte)), calm);
      await expect(put).rejects.toMatchObject({ code: "no-space", retry: "never" });
      expect(await Array.fromAsync(session.list("", calm))).toEqual([]);
      await session.put("volume", body(randomBytes(mebibyte)), calm);
      await session.close();
    });

    test("symbolic links are followed; one that leads nowhere is no file", async () => {
      const directory = join(server.directory, "links");
      await mkdir(join(directory, "real"), { recursive: true });
      await writeFile(join(directory, "real", "volume"), "content");
      await symlink("real", join(directory, "link"));
      await symlink("nowhere", join(directory, "dangling"));
      const session = await connectTo(server, {}, { directory: "links" });
      const listed = await Array.fromAsync(session.list("", calm));
      expect(listed.find((entry) => entry.name === "real")).toMatchObject({ kind: "directory" });
      expect(listed.find((entry) => entry.name === "dangling")?.kind ?? "other").toBe("other");
      expect(await session.stat("link/volume", calm)).toMatchObject({ kind: "file", size: 7 });
      expect((await session.stat("dangling", calm))?.kind ?? "other").toBe("other");
      await session.close();
    });

    test("a reader of a listing may use the session for what it finds", async () => {
      const session = await connectTo(server, {}, { directory: "pruned" });
      for (const each of ["a", "b", "c"]) await session.put(each, body(Buffer.from(each)), calm);
      for await (const entry of session.list("", calm)) await session.remove(entry.name, calm);
      await session.remove("", calm);
      await expect(stat(join(server.directory, "pruned"))).rejects.toMatchObject({ code: "ENOENT" });
      await session.close();
    });

    test("a session that rests for longer than idleMs is alive", async () => {
      const restful = { timeouts: { connectMs: 10_000, idleMs: 700 } };
      const session = await connectTo(server, restful, { directory: "resting" });
      const rest = (): Promise<void> => delay(1000);
      await session.put("file", body(randomBytes(300_000)), calm);
      await rest();
      expect(await Array.fromAsync(session.list("", calm))).toHaveLength(1);
      await rest();
      expect(await Array.fromAsync(await session.get("file", calm))).not.toEqual([]);
      await rest();
      (await session.get("file", { ...calm, length: 10 })).destroy();
      await rest();
      const slow = await session.get("file", calm);
      await rest();
      expect(Buffer.concat(await Array.fromAsync(slow as AsyncIterable<Buffer>))).toHaveLength(300_000);
      await session.close();
    });

    test("operations that are begun together run one after the other", async () => {
      const session = await connectTo(server, {}, { directory: "together" });
      const contents = Array.from({ length: 5 }, (_, index) => randomBytes(200_000 + index));
      await Promise.all(contents.map((content, index) => session.put(`file-${index}`, body(content), calm)));
      const read = contents.map(async (_, index) => {
        const stream = await session.get(`file-${index}`, calm);
        return Buffer.concat(await Array.fromAsync(stream as AsyncIterable<Buffer>));
      });
      expect(await Promise.all(read)).toEqual(contents);
      await session.close();
    });
  });
}

await describeWith(
  { describe, test, afterAll },
  "pure-ftpd",
  () => startPureFtpd({ config: ["--limitrecursion", "5:2"] }),
  (server) => {
    test("a listing that the server has cut short is refused", async () => {
      const session = await connectTo(server, {}, { directory: "many" });
      for (let index = 0; index < 8; index += 1)
        await session.put(`file-${index}`, body(Buffer.from("x")), calm);
      await expect(Array.fromAsync(session.list("", calm))).rejects.toMatchObject({
        code: "unsupported",
        message: expect.stringContaining("limits how many names"),
      });
      expect(await session.stat("file-7", calm)).toMatchObject({ kind: "file" });
      await session.close();
    });
  },
);
