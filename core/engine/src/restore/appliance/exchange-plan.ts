import { type BigIntStats, lstatSync, readdirSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { failure } from "../../messages/holdfast-error.ts";
import { type ByteString, displayText, fsPath } from "../../parts/byte-string.ts";
import type { DirectoryAttributes, ExchangeStep } from "../../state/restore-journal.ts";
import type { KeptPaths } from "./kept-paths.ts";
import type { Layout, RestoredRoot } from "./layout.ts";

/**
 * Plans how a root's old content and the new one change places, in as few steps as
 * what has to stay allows: mostly one. Alters nothing.
 *
 * @throws HoldfastError `holdfast.restore.directory-stays`; an error of the file system
 */
export async function planExchange(
  root: RestoredRoot,
  { places, mounts }: Layout,
  kept: KeptPaths,
): Promise<readonly ExchangeStep[]> {
  const { place } = root;
  const staging = places[place]?.staging ?? "";
  const isMounted = mounts.some(({ path }) => path === root.real);
  const steps: ExchangeStep[] = [];
  const ahead = [root.path];
  for (let path = ahead.pop(); path !== undefined; path = ahead.pop()) {
    if (kept.has(path)) continue;
    const old = statsOf(path);
    const next = statsOf(`${staging}${path}` as ByteString);
    const stays = kept.isBelow(path) || (isMounted && path === root.path);
    if (old?.isDirectory() && stays) {
      await setImmediate();
      ahead.push(...childrenOf(path, `${staging}${path}` as ByteString, next));
      if (next?.isDirectory() === false) throw failure("holdfast.restore.directory-stays", displayText(path));
      steps.push({ kind: "attributes", path, from: attributesOf(old), to: attributesOf(next ?? old) });
    } else if (old !== undefined || next !== undefined) {
      steps.push({ kind: "exchange", place, path, had: old !== undefined, gets: next !== undefined });
    }
  }
  // The time of a directory changes with its content.
  return steps.toSorted((a, b) => Number(a.kind === "attributes") - Number(b.kind === "attributes"));
}

function childrenOf(
  path: ByteString,
  staged: ByteString,
  next: BigIntStats | undefined,
): readonly ByteString[] {
  const names = new Set(namesIn(path));
  if (next?.isDirectory()) for (const name of namesIn(staged)) names.add(name);
  return [...names].map((name) => `${path === "/" ? "" : path}/${name}` as ByteString);
}

function namesIn(directory: ByteString): readonly string[] {
  return readdirSync(fsPath(directory), { encoding: "latin1" });
}

function statsOf(path: ByteString): BigIntStats | undefined {
  return lstatSync(fsPath(path), { bigint: true, throwIfNoEntry: false });
}

function attributesOf({ mode, uid, gid, mtimeNs }: BigIntStats): DirectoryAttributes {
  return { mode: Number(mode & 0o7777n), uid: Number(uid), gid: Number(gid), mtime: String(mtimeNs) };
}
