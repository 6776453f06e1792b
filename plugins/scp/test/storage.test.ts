import { describeWith, startTcpProxy } from "@holdfast/testservers";
import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { queryObjects } from "node:v8";
import { afterAll, describe, expect, test } from "vitest";
import { RemoteCommand } from "../src/remote-command.ts";
import { body, calm, connectTo } from "./connecting.ts";
import { serverKinds } from "./servers.ts";

const mebibyte = 1024 * 1024;
const volume = randomBytes(8 * mebibyte);
const impatient = { timeouts: { connectMs: 20_000, idleMs: 1000 } };

for (const kind of serverKinds.filter(({ scp }) => scp)) {
  await describeWith(
    { describe, test, afterAll },
    kind.name,
    () => kind.start(),
    (server) => {
      describe(kind.title, () => {
        test("files and directories are for the user alone", async () => {
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

        test("a session keeps nothing of the commands that it has run", async () => {
          const session = await connectTo(server, {}, { directory: "many" });
          for (let puts = 0; puts < 10; puts++) await session.put("volume", body(Buffer.from("x")), calm);
          await expect.poll(() => queryObjects(RemoteCommand)).toBeLessThan(3);
          await session.close();
        });

        test("a put that is aborted leaves nothing behind, and the session goes on", async () => {
          const session = await connectTo(server, {}, { directory: "aborted" });
          const controller = new AbortController();
          const put = session.put("volume", body(volume), {
            signal: controller.signal,
            onProgress: () => controller.abort(new Error("enough")),
          });
          await expect(put).rejects.toThrow("enough");
          await session.put("next", body(Buffer.from("x")), calm);
          await expect.poll(() => readdir(join(server.directory, "aborted"))).toEqual(["next"]);
          await session.close();
        });

        test.each([
          ["reset", "connection-lost"],
          ["end", "connection-lost"],
          ["blackhole", "timeout"],
          // The server may wait for the rest of a packet whose length was changed.
          ["flip", /connection-lost|timeout/],
        ] as const)("of a put that meets a %s the server's own shell leaves nothing", async (fault, code) => {
          const faults = { [fault]: { direction: "to-server", after: 4 * mebibyte } } as const;
          const proxy = await startTcpProxy(server.port, faults);
          const directory = `cut-by-${fault}`;
          const session = await connectTo(server, impatient, { port: proxy.port, directory });
          await expect(session.put("volume", body(volume), calm)).rejects.toMatchObject({
            code: expect.stringMatching(code),
            retry: "new-session",
          });
          await session.close();
          await proxy.stop();
          await expect
            .poll(() => readdir(join(server.directory, directory)), { timeout: 10_000 })
            .toEqual([]);
        });

        test.each([
          ["reset", "connection-lost"],
          ["end", "connection-lost"],
          ["blackhole", "timeout"],
          ["flip", "protocol"],
        ] as const)("a get that meets a %s rejects with %s", async (fault, code) => {
          const direct = await connectTo(server, {}, { directory: "get" });
          await direct.put("volume", body(volume), calm);
          await direct.close();
          const faults = { [fault]: { direction: "to-client", after: 4 * mebibyte } } as const;
          const proxy = await startTcpProxy(server.port, faults);
          const session = await connectTo(server, impatient, { port: proxy.port, directory: "get" });
          const read = async (): Promise<unknown> => Array.fromAsync(await session.get("volume", calm));
          await expect(read()).rejects.toMatchObject({ code, retry: "new-session" });
          await session.close();
          await proxy.stop();
        });

        test("names that are no UTF-8 or contain control characters are left out of a listing", async () => {
          const directory = join(server.directory, "strange");
          await mkdir(directory);
          for (const name of ["fine", ".hidden", "..hidden", "*", "line\nend", "back\\slash", "bell\u0007"])
            await writeFile(join(directory, name), "");
          await writeFile(Buffer.concat([Buffer.from(`${directory}/`), Buffer.from([0x66, 0xff])]), "");
          const session = await connectTo(server, {}, { directory: "strange" });
          const names = await Array.fromAsync(session.list("", calm), ({ name }) => name);
          expect(names.toSorted()).toEqual(["*", "..hidden", ".hidden", "fine"].toSorted());
          await session.close();
        });

        test("a name cannot forge another entry", async () => {
          const directory = join(server.directory, "forged");
          await mkdir(directory);
          await writeFile(join(directory, "x\nffake"), "");
          const session = await connectTo(server, {}, { directory: "forged" });
          expect(await Array.fromAsync(session.list("", calm))).toEqual([]);
          await session.close();
        });

        test.skipIf(process.getuid?.() !== 0)(
          "a directory that may not be read is told, and not taken for an empty one (needs root)",
          async () => {
            // Root's, and not the user's.
            await mkdir(join(server.directory, "unreadable"), { mode: 0o711 });
            const session = await connectTo(server, {}, { directory: "unreadable" });
            const listed = Array.fromAsync(session.list("", calm));
            await expect(listed).rejects.toMatchObject({ code: "forbidden", retry: "never" });
            await session.close();
          },
        );

        test("symbolic links are neither files nor directories in a listing, and followed elsewhere", async () => {
          const directory = join(server.directory, "links");
          const session = await connectTo(server, {}, { directory: "links" });
          await session.put("real/volume", body(Buffer.from("x")), calm);
          await symlink("real", join(directory, "link"));
          await symlink("nowhere", join(directory, "dangling"));
          const kinds = await Array.fromAsync(
            session.list("", calm),
            ({ name, kind: each }) => `${name} ${each}`,
          );
          expect(kinds.toSorted()).toEqual(["dangling other", "link other", "real directory"]);
          await session.put("link/second", body(Buffer.from("y")), calm);
          expect(await readFile(join(directory, "real/second"), "utf8")).toBe("y");
          expect(await session.stat("link/second", calm)).toMatchObject({ kind: "file", size: 1 });
          expect(await session.stat("dangling", calm)).toBeUndefined();
          await session.remove("link", calm);
          expect((await readdir(directory)).toSorted()).toEqual(["dangling", "real"]);
          await session.close();
        });

        test("free space is that of the file system that a missing directory would be in", async () => {
          const session = await connectTo(server, {}, { directory: "not/there/yet" });
          expect(await session.freeSpace(calm)).toBeGreaterThan(0);
          await session.close();
        });

        test("a file that shrinks while it is read is not mistaken for a shorter one", async () => {
          const large = randomBytes(16 * mebibyte);
          const session = await connectTo(server, {}, { directory: "shrinking" });
          await session.put("volume", body(large), calm);
          const stream = await session.get("volume", calm);
          await writeFile(join(server.directory, "shrinking", "volume"), "short");
          const read = Array.fromAsync(stream as AsyncIterable<Buffer>);
          await expect(read).rejects.toMatchObject({ code: "corrupt", retry: "same-session" });
          await session.close();
        });
      });
    },
  );
}
