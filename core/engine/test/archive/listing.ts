import { createHash } from "node:crypto";
import { type BigIntStats, lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { byteStringOf, type ByteString, fsPath } from "../../src/parts/byte-string.ts";

/** What of each entry must come back, by its name in the tree; the root's name is empty. */
export type Listing = Readonly<Record<string, string>>;

/** Everything in a tree. Hard links show as groups. */
export function listingOf(directory: string): Listing {
  const groups = new Map<bigint, number>();
  const lines: Record<string, string> = {};
  const visit = (path: ByteString, name: string): void => {
    const stats = lstatSync(fsPath(path), { bigint: true });
    lines[name] = describe(path, stats, groups);
    if (!stats.isDirectory()) return;
    for (const child of readdirSync(fsPath(path), { encoding: "latin1" }).toSorted()) {
      visit(`${path}/${child}` as ByteString, `${name}/${child}`);
    }
  };
  visit(byteStringOf(directory), "");
  return lines;
}

function describe(path: ByteString, stats: BigIntStats, groups: Map<bigint, number>): string {
  const attributes = `${stats.uid}:${stats.gid} ${stats.mtimeNs}`;
  if (stats.isSymbolicLink()) return `link ${attributes} ${readlinkSync(fsPath(path), "latin1")}`;
  const mode = (Number(stats.mode) & 0o7777).toString(8);
  if (stats.isDirectory()) return `directory ${attributes} ${mode}`;
  if (!stats.isFile()) return `other ${attributes} ${mode}`;
  const digest = createHash("sha256")
    .update(readFileSync(fsPath(path)))
    .digest("hex");
  if (stats.nlink < 2n) return `file ${attributes} ${mode} ${digest}`;
  if (!groups.has(stats.ino)) groups.set(stats.ino, groups.size);
  return `file ${attributes} ${mode} ${digest} of group ${groups.get(stats.ino)}`;
}
