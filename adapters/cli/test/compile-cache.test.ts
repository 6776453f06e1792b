import { access, chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Workplace } from "./workplace.ts";

let place: Workplace;
beforeEach(async () => {
  place = await Workplace.create();
});
afterEach(() => place.remove());

async function keepsCompiledCode(): Promise<boolean> {
  // The cache of these tests would be used instead.
  const env = { NODE_COMPILE_CACHE: "" };
  expect(await place.run(["--version"], { env })).toMatchObject({ code: 0, stderr: "" });
  return access(join(place.directory, "state/compiled")).then(
    () => true,
    () => false,
  );
}

test("without a state directory no compiled code is kept", async () => {
  expect(await keepsCompiledCode()).toBe(false);
  await expect(access(join(place.directory, "state"))).rejects.toMatchObject({ code: "ENOENT" });
});

test("compiled code is kept in the state directory, and used by the next command", async () => {
  await mkdir(join(place.directory, "state"), { mode: 0o700 });
  expect(await keepsCompiledCode()).toBe(true);
  expect(await keepsCompiledCode()).toBe(true);
});

test("none is kept in a directory that others can write to", async () => {
  await mkdir(join(place.directory, "state"));
  await chmod(join(place.directory, "state"), 0o777);
  expect(await keepsCompiledCode()).toBe(false);
});
