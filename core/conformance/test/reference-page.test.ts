import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { conformanceCases } from "@holdfast/conformance";

test("the reference page lists every case, with its rule and its needs", async () => {
  const page = await readFile(
    new URL("../../../docs/reference/conformance-cases.md", import.meta.url),
    "utf8",
  );
  const rows = page.split("\n").filter((line) => line.startsWith("| `"));
  const expected = conformanceCases.map(({ name, title, needs }) => {
    return `| \`${name}\` | ${title} | ${needs.map((need) => `\`${need}\``).join(" ")} |`;
  });
  expect(rows).toEqual(expected);
});
