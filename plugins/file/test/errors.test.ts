import { mkdir, open, readFile, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isLocationError, LocationError } from "@holdfast/contract";
import { locationErrorFrom } from "../src/errors.ts";
import { newDirectory } from "./place.ts";

async function rejectionOf(operation: Promise<unknown>): Promise<unknown> {
  return operation.then(
    () => undefined,
    (error: unknown) => error,
  );
}

test("errors of the system keep their number, their text and what caused them", async () => {
  const directory = await newDirectory();
  const cause = await rejectionOf(readFile(join(directory, "absent")));
  const error = locationErrorFrom(cause, "get", "archive/absent");
  expect(isLocationError(error)).toBe(true);
  expect(error).toMatchObject({
    code: "not-found",
    retry: "never",
    peerCode: "ENOENT",
    message: 'get of "archive/absent" failed: ENOENT: no such file or directory.',
    cause,
  });
});

test("errors of the system are what the operator would call them", async () => {
  const directory = await newDirectory();
  await mkdir(join(directory, "full"));
  await writeFile(join(directory, "full", "file"), "");
  const met: [string, () => Promise<unknown>][] = [
    ["already-exists", () => rmdir(join(directory, "full"))],
    ["already-exists", () => readFile(join(directory, "full", "file", "below"))],
    ["already-exists", () => open(join(directory, "full", "file"), "wx")],
    ["already-exists", () => readFile(directory)],
    ["invalid-name", () => open(join(directory, "x".repeat(300)), "w")],
    ["no-space", () => writeFile("/dev/full", "x")],
  ];
  for (const [code, operation] of met) {
    expect(locationErrorFrom(await rejectionOf(operation()), "put", "x")).toMatchObject({ code });
  }
});

test("what is no error of the system stays as it is", () => {
  const given = [
    new LocationError({ code: "corrupt", retry: "never", message: "Damaged." }),
    new Error("a reason"),
    new DOMException("The operation was aborted.", "AbortError"),
    Object.assign(new Error("a reason with a code"), { code: "EPIPE" }),
    "a text",
  ];
  for (const error of given) expect(locationErrorFrom(error, "put", "x")).toBe(error);
});
