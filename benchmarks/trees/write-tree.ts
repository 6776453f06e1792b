import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { Content, type ContentKind, contentKinds } from "./content.ts";
import { Keystream } from "./keystream.ts";
import { fileSizes, type TreeSpec } from "./tree-spec.ts";

/** A tree on disk. */
export interface Tree {
  readonly name: string;
  readonly directory: string;
  readonly seed: string;
  readonly files: number;
  /** Of content. */
  readonly bytes: number;
}

// Counts the changes of what the same seed and the same specification give.
const generation = 1;
const filesPerDirectory = 100;
const blockSize = 1024 * 1024;

/** The tree of a specification below `parent`: the one that lies there when it is the same, else a new one. */
export function writeTree(spec: TreeSpec, seed: string, parent: string): Tree {
  const directory = join(parent, spec.name);
  const markerFile = `${directory}.json`;
  const made = { generation, seed, spec };
  const marker = readMarker(markerFile);
  if (marker !== undefined && JSON.stringify(marker.made) === JSON.stringify(made)) return marker.tree;
  rmSync(markerFile, { force: true });
  rmSync(directory, { recursive: true, force: true });
  const tree = { name: spec.name, directory, seed, ...writeFiles(spec, seed, directory) };
  writeFileSync(markerFile, JSON.stringify({ made, tree } satisfies Marker));
  return tree;
}

interface Marker {
  readonly made: { readonly generation: number; readonly seed: string; readonly spec: TreeSpec };
  readonly tree: Tree;
}

function readMarker(file: string): Marker | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Marker;
  } catch {
    return undefined;
  }
}

function writeFiles(spec: TreeSpec, seed: string, directory: string): Pick<Tree, "files" | "bytes"> {
  const stream = new Keystream(seed);
  const content = new Content(stream);
  let files = 0;
  let bytes = 0;
  let parent = "";
  for (const size of fileSizes(spec, stream)) {
    if (files % filesPerDirectory === 0) {
      parent = join(directory, String(files / filesPerDirectory).padStart(4, "0"));
      mkdirSync(parent, { recursive: true });
    }
    const kind = contentKinds[files % contentKinds.length] ?? "text";
    writeFile(join(parent, `${files}.${kind}`), size, kind, content);
    files++;
    bytes += size;
  }
  return { files, bytes };
}

function writeFile(path: string, size: number, kind: ContentKind, content: Content): void {
  const block = Buffer.allocUnsafe(Math.min(size, blockSize));
  const file = openSync(path, "wx");
  try {
    for (let written = 0; written < size;) {
      const piece = block.subarray(0, size - written);
      content.fill(kind, piece);
      for (let done = 0; done < piece.length;) done += writeSync(file, piece, done);
      written += piece.length;
    }
  } finally {
    closeSync(file);
  }
}
