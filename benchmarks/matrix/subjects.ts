import { readdir } from "node:fs/promises";
import type { Subject } from "./subject.ts";

const folder = new URL("servers/", import.meta.url);

/** The subjects of all files in `servers/`, by the files' names. */
export async function findSubjects(): Promise<readonly Subject[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith(".ts")).toSorted();
  const modules = files.map(async (name) => {
    const { subjects } = (await import(new URL(name, folder).href)) as { subjects: readonly Subject[] };
    return subjects;
  });
  return (await Promise.all(modules)).flat();
}
