import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "vitest";
import { StateDatabase } from "../../src/state/database.ts";
import { Child } from "./child-process.ts";

interface StateFixtures {
  stateDir: string;
  database: StateDatabase;
  /** Starts a program from `children/`; it is gone when the test is over. */
  launch: (program: string, ...args: readonly string[]) => Child;
}

/** A test with a state directory of its own, and its database or child processes when asked for. */
export const stateTest = test.extend<StateFixtures>({
  // oxlint-disable-next-line no-empty-pattern
  stateDir: async ({}, use) => {
    const parent = mkdtempSync(join(tmpdir(), "holdfast-state-"));
    await use(join(parent, "state"));
    rmSync(parent, { recursive: true });
  },
  database: async ({ stateDir }, use) => {
    const database = new StateDatabase(stateDir);
    await use(database);
    database.close();
  },
  // oxlint-disable-next-line no-empty-pattern
  launch: async ({}, use) => {
    const children: Child[] = [];
    await use((program, ...args) => {
      const child = new Child(program, ...args);
      children.push(child);
      return child;
    });
    await Promise.all(children.map((child) => child.kill()));
  },
});
