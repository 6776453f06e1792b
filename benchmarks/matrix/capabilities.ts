import { readFile, writeFile } from "node:fs/promises";

const file = new URL("capabilities.json", import.meta.url);

/** What `holdfast check` says that a session offers, by location type and server. */
export type Offers = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What was found when it was last written down. */
export async function writtenOffers(): Promise<Offers> {
  return JSON.parse(await readFile(file, "utf8")) as Offers;
}

/** Writes down what was found; what was not looked at stays. */
export async function writeOffers(found: Offers): Promise<void> {
  const before = await writtenOffers().catch((): Offers => ({}));
  const types = [...new Set([...Object.keys(before), ...Object.keys(found)])].toSorted();
  const merged = Object.fromEntries(types.map((type) => [type, { ...before[type], ...found[type] }]));
  await writeFile(file, `${JSON.stringify(merged, undefined, 2)}\n`);
}
