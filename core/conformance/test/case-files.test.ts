import { readdir } from "node:fs/promises";
import { expect, test } from "vitest";
import { type ConformanceCase, conformanceCases } from "@holdfast/conformance";

const folder = new URL("../src/cases/", import.meta.url);

test("every file in the folder of cases is one case, named after it and in the list", async () => {
  const files = (await readdir(folder)).filter((file) => file !== "index.ts");
  const listed = new Map(conformanceCases.map((each) => [`${each.name}.ts`, each]));
  expect([...listed.keys()].toSorted()).toEqual(files.toSorted());
  for (const file of files) {
    const exported = Object.values(
      (await import(new URL(file, folder).href)) as Record<string, ConformanceCase>,
    );
    expect(exported, file).toEqual([listed.get(file)]);
  }
});
