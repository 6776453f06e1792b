import { LocationError, type LocationSession } from "@holdfast/contract";
import { describeWith } from "@holdfast/testservers";
import { sambaConfigurations, startSamba } from "@holdfast/testservers/samba";
import { randomBytes } from "node:crypto";
import { mkdir, open, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { body, calm, connectTo } from "./connecting.ts";

const mebibyte = 1024 * 1024;
const long = `${"Sicherung-\u65e5\u672c-".repeat(15)}ende`; // 199 characters in 259 bytes
const names = [
  "plain",
  "two words",
  "\u00fc\u00e9\u00e5",
  "\u65e5\u672c\u8a9e",
  "\u{1f4be} disk",
  "a'b&c $(d)`e`",
  "x".repeat(200),
];

async function contentOf(session: LocationSession, path: string): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync((await session.get(path, calm)) as AsyncIterable<Buffer>));
}

for (const [title, config] of Object.entries(sambaConfigurations)) {
  await describeWith(
    { describe, test, afterAll },
    "samba",
    () => startSamba({ config }),
    (server) => {
      describe(title, () => {
        test("smbclient reads what was written here, and the other way round", async () => {
          const session = await connectTo(server);
          const content = randomBytes(3 * mebibyte + 7);
          const there = join(server.directory, "..", "smbclient-here");
          await writeFile(there, content);
          for (const name of names) {
            await session.put(`ours/${name}`, body(content), calm);
            await server.smbclient(`get "ours\\${name}" "${there}-back"`);
            expect((await readFile(`${there}-back`)).equals(content), name).toBe(true);
            await server.smbclient(`put "${there}" "ours\\theirs ${name}"`);
            expect((await contentOf(session, `ours/theirs ${name}`)).equals(content), name).toBe(true);
          }
          const listed = await Array.fromAsync(session.list("ours", calm), ({ name }) => name);
          expect(listed.toSorted()).toEqual(names.flatMap((name) => [name, `theirs ${name}`]).toSorted());
          const theirs = await server.smbclient("ls ours\\*");
          for (const name of names) expect(theirs).toContain(`  ${name} `);
          await session.close();
        });
      });
    },
  );
}

await describeWith(
  { describe, test, afterAll },
  "samba",
  () => startSamba(),
  (server) => {
    test.each([
      "a:b",
      "stream::$DATA",
      "a?",
      "con",
      "NUL.txt",
      "COM1",
      "end.",
      "end ",
      "a|b",
      "x".repeat(256),
    ])("the name %j is refused, and nothing else is made in its place", async (name) => {
      const session = await connectTo(server, {}, { directory: "names" });
      const content = body(Buffer.from("x"));
      await session.put("file", content, calm);
      for (const refused of [
        () => session.put(name, content, calm),
        () => session.put(`${name}/below`, content, calm),
        () => session.stat(name, calm),
        () => session.remove(name, calm),
        () => session.rename("file", name, calm),
        () => session.get(name, calm),
      ]) {
        await expect(refused()).rejects.toMatchObject({ code: "invalid-name", retry: "never" });
      }
      expect(await readdir(join(server.directory, "names"))).toEqual(["file"]);
      await session.close();
    });

    test("a name that the server's file system does not take is refused as such", async () => {
      const session = await connectTo(server, {}, { directory: "names" });
      await expect(session.put("\u65e5".repeat(200), body(Buffer.from("x")), calm)).rejects.toMatchObject({
        code: "invalid-name",
      });
      await session.put(long.slice(0, 180), body(Buffer.from("x")), calm);
      await session.close();
    });

    test("names that Windows could not have made are not taken for paths", async () => {
      const directory = join(server.directory, "strange");
      await mkdir(directory);
      for (const name of ["fine", "line\nend", "back\\slash", "bell\u0007"])
        await writeFile(join(directory, name), "");
      const session = await connectTo(server, {}, { directory: "strange" });
      const listed = await Array.fromAsync(session.list("", calm), ({ name }) => name);
      expect(listed).toContain("fine");
      // eslint-disable-next-line no-control-regex -- control characters are what is looked for
      expect(listed.filter((name) => /[\u0000-\u001f\\/]/.test(name))).toEqual([]);
      await session.close();
    });

    test("a directory of thousands of names is listed in pages", async () => {
      const directory = join(server.directory, "many");
      await mkdir(directory);
      const made = Array.from({ length: 3000 }, (_, index) => `file-${index}-${"n".repeat(index % 90)}`);
      await Promise.all(made.map((name) => writeFile(join(directory, name), "")));
      const session = await connectTo(server, {}, { directory: "many" });
      const listed = await Array.fromAsync(session.list("", calm), ({ name }) => name);
      expect(listed.toSorted()).toEqual(made.toSorted());
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
      await expect.poll(() => readdir(join(server.directory, "aborted"))).toEqual([]);
      await session.close();
    });

    test("the memory of a put that is aborted may be used again at once", async () => {
      const session = await connectTo(
        server,
        {},
        { directory: "reused", options: { encryption: "on-demand" } },
      );
      for (let round = 0; round < 5; round++) {
        const controller = new AbortController();
        const content = new Uint8Array(new SharedArrayBuffer(16 * mebibyte)).fill(7);
        const put = session.put("volume", body(content), {
          signal: controller.signal,
          onProgress: () => controller.abort(new Error("enough")),
        });
        await expect(put).rejects.toThrow("enough");
        content.fill(0);
        // A message whose bytes changed after it was signed would end the session.
        await session.put("next", body(Buffer.from("content")), calm);
      }
      await session.close();
    });

    test("a full disk is told as one, and nothing is left on it", async () => {
      const small = basename(await server.smallDirectory(2 * mebibyte));
      const session = await connectTo(server, {}, { directory: small });
      expect(await session.freeSpace(calm)).toBeLessThanOrEqual(2 * mebibyte);
      const put = session.put("volume", body(randomBytes(8 * mebibyte)), calm);
      await expect(put).rejects.toMatchObject({
        code: "no-space",
        retry: "never",
        peerCode: "STATUS_DISK_FULL",
      });
      expect(await Array.fromAsync(session.list("", calm))).toEqual([]);
      await session.put("volume", body(randomBytes(mebibyte)), calm);
      await session.close();
    });

    test("free space is that of the file system that a missing directory would be in", async () => {
      const session = await connectTo(server, {}, { directory: "not/there/yet" });
      expect(await session.freeSpace(calm)).toBeGreaterThan(0);
      await session.close();
    });

    test("a file that shrinks while it is read is not mistaken for a shorter one", async () => {
      const options = { window: "64", "request-size": "64" };
      const session = await connectTo(server, {}, { directory: "shrinking", options });
      await session.put("volume", body(randomBytes(4 * mebibyte)), calm);
      const stream = await session.get("volume", calm);
      await writeFile(join(server.directory, "shrinking", "volume"), "short");
      const error = await Array.fromAsync(stream as AsyncIterable<Buffer>).catch(
        (failure: unknown) => failure,
      );
      expect(error).toBeInstanceOf(LocationError);
      expect(error).toMatchObject({ code: "corrupt", retry: "same-session" });
      await session.close();
    });

    test("many operations at once on one session", async () => {
      const session = await connectTo(server, {}, { directory: "parallel" });
      const contents = Array.from({ length: 12 }, (_, index) => randomBytes(index * 300_000 + 1));
      await Promise.all(contents.map((content, index) => session.put(`d/${index}`, body(content), calm)));
      const read = await Promise.all(contents.map((_, index) => contentOf(session, `d/${index}`)));
      expect(read.map((each, index) => each.equals(contents[index]!))).toEqual(contents.map(() => true));
      await session.close();
    });

    test("a sparse file of more than 4 GiB is read at its end", async () => {
      const size = 5 * 1024 * mebibyte;
      const sparse = await open(join(server.directory, "sparse"), "w");
      await sparse.truncate(size);
      await sparse.write("end", size - 3);
      await sparse.close();
      const session = await connectTo(server);
      expect(await session.stat("sparse", calm)).toMatchObject({ size });
      const stream = await session.get("sparse", { ...calm, offset: size - 5 });
      expect(Buffer.concat(await Array.fromAsync(stream as AsyncIterable<Buffer>))).toEqual(
        Buffer.from("\0\0end"),
      );
      await session.close();
    });
  },
);
