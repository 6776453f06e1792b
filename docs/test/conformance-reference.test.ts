import { readFile } from "node:fs/promises";
import { conformanceCases } from "@holdfast/conformance";
import { expect, test } from "vitest";
import { conformanceReference } from "../scripts/conformance-reference.ts";

test("the page of conformance cases is current", async () => {
  const page = await readFile(new URL("../reference/conformance-cases.md", import.meta.url), "utf8");
  const write = "npx node --conditions=@holdfast/source docs/scripts/write-conformance-reference.ts";
  expect(page, `Write it again: ${write}`).toBe(conformanceReference());
});

test("there is a row for every case", () => {
  const rows = conformanceReference()
    .split("\n")
    .filter((line) => line.startsWith("| `"));
  expect(rows.map((line) => line.split("`")[1])).toEqual(conformanceCases.map(({ name }) => name));
  // Cells are separated by bars, of which no rule has any.
  for (const row of rows) expect(row.match(/\|/g), row).toHaveLength(4);
});
