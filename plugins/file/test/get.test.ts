import { execFileSync } from "node:child_process";
import { truncate, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { calm, newDirectory, sessionAt } from "./place.ts";

test("a file that becomes shorter while it is read is corrupt, not short", async () => {
  const directory = await newDirectory();
  await writeFile(join(directory, "file"), new Uint8Array(8 * 1024 * 1024));
  const stream = await (await sessionAt(directory)).get("file", calm);
  const reader = stream[Symbol.asyncIterator]();
  await reader.next();
  await truncate(join(directory, "file"), 1000);
  const readOn = async (): Promise<void> => {
    while (!(await reader.next()).done);
  };
  await expect(readOn()).rejects.toMatchObject({ code: "corrupt" });
});

test("a file that becomes longer while it is read ends where it ended", async () => {
  const directory = await newDirectory();
  await writeFile(join(directory, "file"), new Uint8Array(3 * 1024 * 1024));
  const stream = await (await sessionAt(directory)).get("file", calm);
  await writeFile(join(directory, "file"), new Uint8Array(1024), { flag: "a" });
  let read = 0;
  for await (const chunk of stream) read += (chunk as Uint8Array).length;
  expect(read).toBe(3 * 1024 * 1024);
});

test("a FIFO is no file, and nothing waits for its writer", async () => {
  const directory = await newDirectory();
  execFileSync("mkfifo", [join(directory, "fifo")]);
  const session = await sessionAt(directory);
  await expect(session.get("fifo", calm)).rejects.toMatchObject({ code: "not-found" });
  expect((await session.stat("fifo", calm))?.kind).toBe("other");
});

test("a socket is no file", async () => {
  const directory = await newDirectory();
  const server = createServer().listen(join(directory, "socket"));
  await new Promise((resolve) => server.once("listening", resolve));
  try {
    const getting = (await sessionAt(directory)).get("socket", calm);
    await expect(getting).rejects.toMatchObject({ name: "LocationError" });
  } finally {
    server.close();
  }
});

test("a stream that is aborted while nobody reads it does not end the process", async () => {
  const directory = await newDirectory();
  await writeFile(join(directory, "file"), "content");
  const control = new AbortController();
  const stream = await (await sessionAt(directory)).get("file", { signal: control.signal });
  control.abort(new Error("enough"));
  await new Promise((resolve) => stream.once("close", resolve));
  expect(stream.errored).toBe(control.signal.reason);
});

test("names that are not UTF-8, or not safe elsewhere, are left out of a listing", async () => {
  const directory = await newDirectory();
  for (const name of ["plain", "line\nend", "back\\slash", "bell\u0007"])
    await writeFile(join(directory, name), "");
  await writeFile(Buffer.concat([Buffer.from(`${directory}/latin-`), Buffer.from([0xe9])]), "");
  const listed = await Array.fromAsync((await sessionAt(directory)).list("", calm));
  expect(listed).toEqual([{ name: "plain", kind: "file" }]);
});

test("a location that is a file is refused at connect", async () => {
  const directory = await newDirectory();
  await writeFile(join(directory, "file"), "");
  await expect(sessionAt(join(directory, "file"))).rejects.toMatchObject({ code: "already-exists" });
});
