import { LocationError, type LocationSession } from "@holdfast/contract";
import { calm, type Mutant, wrongSession } from "./mutant.ts";

export const directoryMutants: readonly Mutant[] = [
  wrongSession("list-absent", "rejects for an absent directory", (inner) => ({
    async *list(directory, options) {
      if (directory !== "" && (await inner.stat(directory, calm)) === undefined) throw notFound();
      yield* inner.list(directory, options);
    },
  })),
  wrongSession("list-one-level", "lists the directory itself", (inner) => ({
    async *list(directory, options) {
      yield { name: ".", kind: "directory" };
      yield* inner.list(directory, options);
    },
  })),
  wrongSession("list-left-early", "is busy until a list is read to its end", (inner) => {
    let busy = false;
    return {
      async *list(directory, options) {
        if (busy) throw new LocationError({ code: "busy", retry: "same-session", message: "Listing." });
        busy = true;
        yield* inner.list(directory, options);
        busy = false;
      },
    };
  }),
  wrongSession("list-many", "lists the first 500 names", (inner) => ({
    async *list(directory, options) {
      let listed = 0;
      for await (const entry of inner.list(directory, options)) {
        if (listed++ < 500) yield entry;
      }
    },
  })),
  otherNames("names-plain", "knows lower-case names only", (path) => path.toLowerCase()),
  otherNames("names-difficult", "decodes names as if they were URLs", (path) => {
    try {
      return decodeURIComponent(path);
    } catch {
      return path;
    }
  }),
  wrongSession("remove-absent", "rejects for an absent name", (inner) => ({
    remove: async (path, options) => {
      if ((await inner.stat(path, calm)) === undefined) throw notFound();
      await inner.remove(path, options);
    },
  })),
  wrongSession("remove-file", "removes what lies beside the file too", (inner) => ({
    remove: (path) => removeBelow(inner, path.split("/").slice(0, -1).join("/")),
  })),
  wrongSession("remove-empty-directory", "leaves directories where they are", (inner) => ({
    remove: async (path, options) => {
      if ((await inner.stat(path, calm))?.kind === "file") await inner.remove(path, options);
    },
  })),
  wrongSession("remove-full-directory", "removes a directory with all that is in it", (inner) => ({
    remove: async (path, options) => {
      await removeBelow(inner, path);
      await inner.remove(path, options);
    },
  })),
  wrongSession("rename-replaces", "does not replace", (inner) => ({
    rename: async (from, to, options) => {
      if ((await inner.stat(to, calm)) === undefined) return inner.rename(from, to, options);
      throw new LocationError({ code: "already-exists", retry: "never", message: "There is such a file." });
    },
  })),
  wrongSession("rename-absent", "calls the rename of an absent file done", (inner) => ({
    rename: async (from, to, options) => {
      if ((await inner.stat(from, calm)) !== undefined) await inner.rename(from, to, options);
    },
  })),
];

function otherNames(breaks: string, flaw: string, change: (path: string) => string): Mutant {
  return wrongSession(breaks, flaw, (inner) => ({
    put: (path, body, options) => inner.put(change(path), body, options),
    get: (path, options) => inner.get(change(path), options),
    stat: (path, options) => inner.stat(change(path), options),
    remove: (path, options) => inner.remove(change(path), options),
    list: (directory, options) => inner.list(change(directory), options),
  }));
}

async function removeBelow(session: LocationSession, directory: string): Promise<void> {
  for (const { name, kind } of await Array.fromAsync(session.list(directory, calm))) {
    const path = `${directory}/${name}`;
    if (kind === "directory") await removeBelow(session, path);
    await session.remove(path, calm);
  }
}

function notFound(): LocationError {
  return new LocationError({ code: "not-found", retry: "never", message: "There is nothing." });
}
