import { readFile } from "node:fs/promises";
import { catalogue } from "@holdfast/core";
import { expect, test } from "vitest";
import { messageReference } from "../scripts/message-reference.ts";

test("the page of messages is current", async () => {
  const page = await readFile(new URL("../reference/messages.md", import.meta.url), "utf8");
  const write = "npx node --conditions=@holdfast/source docs/scripts/write-message-reference.ts";
  expect(page, `Write it again: ${write}`).toBe(messageReference());
});

test("there is a row for every message, in one table for each folder", () => {
  const rows = messageReference()
    .split("\n")
    .filter((line) => line.startsWith("| `"));
  expect(rows.map((row) => row.slice(3, row.indexOf("`", 3))).toSorted()).toEqual(
    Object.keys(catalogue).toSorted(),
  );
  // Cells are separated by bars that nothing escapes.
  for (const row of rows) expect(row.match(/(?<!\\)\|/g), row).toHaveLength(4);
});
