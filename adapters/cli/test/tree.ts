import { chmod, lstat, mkdir, readdir, readFile, readlink, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Makes a small tree with everything that a plain user's files have. */
export async function makeTree(root: string): Promise<void> {
  await mkdir(join(root, "configuration/empty"), { recursive: true });
  await writeFile(join(root, "configuration/übersicht.conf"), "key = value\n");
  await writeFile(join(root, "configuration/run.sh"), "#!/bin/sh\n");
  await chmod(join(root, "configuration/run.sh"), 0o750);
  await writeFile(join(root, "large.bin"), Buffer.alloc(3_000_000, "0123456789abcdefg"));
  await writeFile(join(root, "empty"), "");
  await symlink("../large.bin", join(root, "configuration/link"));
}

/** Everything in a directory as text: names, types, modes, contents. */
export async function treeText(root: string): Promise<readonly string[]> {
  const names = (await readdir(root, { recursive: true })).toSorted();
  return Promise.all(names.map((name) => entryText(root, name)));
}

async function entryText(root: string, name: string): Promise<string> {
  const path = join(root, name);
  const info = await lstat(path);
  if (info.isSymbolicLink()) return `${name} -> ${await readlink(path)}`;
  const mode = (info.mode & 0o7777).toString(8);
  if (info.isDirectory()) return `${name}/ ${mode}`;
  return `${name} ${mode} ${(await readFile(path)).toString("base64")}`;
}
