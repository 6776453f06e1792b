import type { MemoryServer } from "@holdfast/conformance";

type Node = NonNullable<ReturnType<MemoryServer["tree"]["find"]>>;

/** Every file that a memory server holds, by its path. */
export function storedFiles(server: MemoryServer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const visit = (node: Node | undefined, path: string): void => {
    if (node?.kind === "file") files.set(path, Buffer.from(node.content));
    else
      for (const [name, child] of node?.entries ?? []) visit(child, path === "" ? name : `${path}/${name}`);
  };
  visit(server.tree.find([]), "");
  return files;
}

/** Replaces what a memory server holds. */
export function replaceStored(server: MemoryServer, files: ReadonlyMap<string, Uint8Array>): void {
  for (const path of storedFiles(server).keys()) server.tree.remove(path.split("/"));
  for (const [path, bytes] of files) server.tree.store(path.split("/"), bytes);
}
