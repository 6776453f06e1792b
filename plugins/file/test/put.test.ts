import { lstat, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { allNames, bodyOf, calm, newDirectory, sessionAt } from "./place.ts";

const leftover = ".holdfast-0123456789abcdef.part";

test("files are for their owner only, and so are the directories that put makes", async () => {
  const directory = await newDirectory();
  await (await sessionAt(directory)).put("a/b/file", bodyOf(Buffer.from("x")), calm);
  const modeOf = async (path: string): Promise<number> => (await lstat(join(directory, path))).mode & 0o777;
  expect(await modeOf("a")).toBe(0o700);
  expect(await modeOf("a/b")).toBe(0o700);
  expect(await modeOf("a/b/file")).toBe(0o600);
});

test.runIf(process.platform === "linux")(
  "a file system that takes no directory is told, and not tried for ever",
  async () => {
    const session = await sessionAt("/proc/holdfast");
    await expect(session.put("a/b", bodyOf(Buffer.from("x")), calm)).rejects.toMatchObject({
      code: "forbidden",
    });
  },
);

test("the file is whole under its name as soon as it has the name", async () => {
  const directory = await newDirectory();
  const session = await sessionAt(directory);
  const seen: string[][] = [];
  let watching = Promise.resolve();
  const onProgress = (): void => {
    watching = watching.then(async () => void seen.push(await allNames(directory)));
  };
  await session.put("file", bodyOf(new Uint8Array(4 * 1024 * 1024)), { ...calm, onProgress });
  await watching;
  expect(seen[0]).toEqual([expect.stringMatching(/^\.holdfast-[0-9a-f]{16}\.part$/)]);
  expect(await allNames(directory)).toEqual(["file"]);
});

describe("nothing is left behind", () => {
  test("by a put that cannot replace a directory", async () => {
    const directory = await newDirectory();
    const session = await sessionAt(directory);
    await session.put("name/file", bodyOf(Buffer.from("x")), calm);
    await expect(session.put("name", bodyOf(Buffer.from("y")), calm)).rejects.toMatchObject({
      code: "already-exists",
    });
    expect(await allNames(directory)).toEqual(["name", "name/file"]);
  });

  test("by a put that was aborted", async () => {
    const directory = await newDirectory();
    const session = await sessionAt(directory);
    const control = new AbortController();
    const reason = new Error("enough");
    const onProgress = (): void => control.abort(reason);
    const put = session.put("file", bodyOf(new Uint8Array(8 * 1024 * 1024)), {
      signal: control.signal,
      onProgress,
    });
    await expect(put).rejects.toBe(reason);
    await vi.waitFor(async () => expect(await allNames(directory)).toEqual([]));
  });
});

describe("what a killed process left", () => {
  test("is not listed", async () => {
    const directory = await newDirectory();
    await writeFile(join(directory, leftover), "half a file");
    await writeFile(join(directory, ".hidden.part"), "somebody's file");
    const listed = await Array.fromAsync((await sessionAt(directory)).list("", calm));
    expect(listed.map((entry) => entry.name)).toEqual([".hidden.part"]);
  });

  test("does not keep its directory from being removed", async () => {
    const directory = await newDirectory();
    await mkdir(join(directory, "archive"));
    await writeFile(join(directory, "archive", leftover), "half a file");
    await (await sessionAt(directory)).remove("archive", calm);
    expect(await allNames(directory)).toEqual([]);
  });

  test("stays while there is anything else in the directory", async () => {
    const directory = await newDirectory();
    await mkdir(join(directory, "archive"));
    await writeFile(join(directory, "archive", leftover), "half a file");
    await writeFile(join(directory, "archive", "file"), "a file");
    const removing = (await sessionAt(directory)).remove("archive", calm);
    await expect(removing).rejects.toMatchObject({ code: "already-exists", peerCode: "ENOTEMPTY" });
    expect(await allNames(join(directory, "archive"))).toEqual([leftover, "file"]);
  });
});

describe("a symbolic link", () => {
  async function linked(): Promise<{ place: string; outside: string }> {
    const directory = await newDirectory();
    const [place, outside] = [join(directory, "place"), join(directory, "outside")];
    await mkdir(place);
    await mkdir(outside);
    await writeFile(join(outside, "file"), "foreign");
    return { place, outside };
  }

  test("that leads to a directory is not followed", async () => {
    const { place, outside } = await linked();
    await symlink(outside, join(place, "link"));
    const session = await sessionAt(place);
    const forbidden = { code: "forbidden", message: expect.stringContaining("symbolic link") as string };
    await expect(session.put("link/file", bodyOf(Buffer.from("x")), calm)).rejects.toMatchObject(forbidden);
    await expect(session.put("link/new/file", bodyOf(Buffer.from("x")), calm)).rejects.toMatchObject(
      forbidden,
    );
    await expect(session.get("link/file", calm)).rejects.toMatchObject(forbidden);
    await expect(session.remove("link/file", calm)).rejects.toMatchObject(forbidden);
    await expect(session.rename("link/file", "mine", calm)).rejects.toMatchObject(forbidden);
    await expect(Array.fromAsync(session.list("link", calm))).rejects.toMatchObject(forbidden);
    expect(await allNames(outside)).toEqual(["file"]);
    expect(await readFile(join(outside, "file"), "utf8")).toBe("foreign");
  });

  test("that leads to a file is not read, and put and remove take it for itself", async () => {
    const { place, outside } = await linked();
    await symlink(join(outside, "file"), join(place, "link"));
    const session = await sessionAt(place);
    await expect(session.get("link", calm)).rejects.toMatchObject({ code: "forbidden" });
    expect((await session.stat("link", calm))?.kind).toBe("other");
    await session.put("link", bodyOf(Buffer.from("mine")), calm);
    expect(await readFile(join(place, "link"), "utf8")).toBe("mine");
    await session.remove("link", calm);
    expect(await readFile(join(outside, "file"), "utf8")).toBe("foreign");
  });

  test("may stand for the location itself", async () => {
    const { place, outside } = await linked();
    await symlink(outside, join(place, "location"));
    const session = await sessionAt(join(place, "location"));
    await session.put("new", bodyOf(Buffer.from("x")), calm);
    expect(await session.stat("", calm)).toMatchObject({ kind: "directory" });
    expect((await Array.fromAsync(session.list("", calm))).map((entry) => entry.name).toSorted()).toEqual([
      "file",
      "new",
    ]);
  });
});

test.skipIf(process.getuid?.() !== 0 || process.seteuid === undefined)(
  "a directory of somebody else's is forbidden (needs root, to become another user)",
  async () => {
    const directory = await newDirectory();
    const session = await sessionAt(directory);
    await session.put("file", bodyOf(Buffer.from("x")), calm);
    const forbidden = { code: "forbidden", retry: "never", peerCode: "EACCES" };
    process.seteuid?.(65_534);
    try {
      await expect(session.put("new", bodyOf(Buffer.from("x")), calm)).rejects.toMatchObject(forbidden);
      await expect(session.get("file", calm)).rejects.toMatchObject(forbidden);
      await expect(session.stat("file", calm)).rejects.toMatchObject(forbidden);
      await expect(Array.fromAsync(session.list("", calm))).rejects.toMatchObject(forbidden);
      await expect(session.remove("file", calm)).rejects.toMatchObject(forbidden);
      await expect(sessionAt(join(directory, "below"))).rejects.toMatchObject(forbidden);
    } finally {
      process.seteuid?.(0);
    }
    expect(await allNames(directory)).toEqual(["file"]);
  },
);
