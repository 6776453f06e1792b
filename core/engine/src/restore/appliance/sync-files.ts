import { open, opendir } from "node:fs/promises";
import { join } from "node:path";
import { startProgram } from "../../parts/program.ts";

/**
 * Makes all that was written to a directory's file system durable: by syncfs(2),
 * which `sync -f` calls, or file by file where there is no such program.
 *
 * @throws an error of the file system
 */
export async function syncFiles(directory: string): Promise<void> {
  const { kind } = await startProgram(["sync", "-f", directory], "ignore", "ignore").ended;
  if (kind !== "done") await syncEach(directory);
}

async function syncEach(directory: string): Promise<void> {
  const ahead = [directory];
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    for await (const entry of await opendir(next)) {
      const path = join(next, entry.name);
      if (entry.isDirectory()) ahead.push(path);
      else if (entry.isFile()) await syncOne(path);
    }
    await syncOne(next);
  }
}

async function syncOne(path: string): Promise<void> {
  const file = await open(path, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
