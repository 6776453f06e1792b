import { chmodSync, mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "vitest";

/** A test with an empty directory of its own, absolute and without links. */
export const directoryTest = test.extend<{ directory: string }>({
  // oxlint-disable-next-line no-empty-pattern
  directory: async ({}, use) => {
    const directory = realpathSync(mkdtempSync(join(tmpdir(), "holdfast-tree-")));
    await use(directory);
    makeRemovable(directory);
    rmSync(directory, { recursive: true });
  },
});

/** Whoever is not root cannot empty a directory that nobody may write to. */
function makeRemovable(directory: string): void {
  if (process.getuid?.() === 0) return;
  chmodSync(directory, 0o700);
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) makeRemovable(join(directory, entry.name));
  }
}
