import { expect } from "vitest";
import { stateTest as test } from "./state-test.ts";

test("loading SQLite prints no warning, and leaves other warnings alone", async ({ launch }) => {
  const child = launch("load-sqlite.ts");
  expect(await child.line()).toBe("3");
  await child.end();
  expect(child.stderr).not.toContain("SQLite");
  expect(child.stderr).toContain("ExperimentalWarning: another one");
});
