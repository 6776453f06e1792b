import { type CatalogueEntry, catalogue } from "@holdfast/core";

const preface = `# Messages

Every message that the engine can say, by id: \`holdfast.<where>.<what>\`. Ids are stable. \`{0}\`, \`{1}\` stand for the arguments, in their order.
The error type is what an error with this message has, in the words of the vSphere API; \`ERROR\` where none is given.
A job that succeeded with a message marked *problem* left something out, and the command then ends with exit code 3.

This page is written by \`docs/scripts/write-message-reference.ts\` from the catalogue.
`;

const column = "| message | what to do | error type |\n|---|---|---|\n";

/** The text of docs/reference/messages.md. */
export function messageReference(): string {
  const byFolder = Object.groupBy(Object.entries(catalogue), ([id]) => id.slice(0, id.lastIndexOf(".")));
  const sections = Object.entries(byFolder).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return sections.reduce(
    (page, [folder, entries = []]) => `${page}\n## ${folder}\n\n${column}${entries.map(row).join("")}`,
    preface,
  );
}

function row([id, { text, remedy, type, problem }]: readonly [string, CatalogueEntry]): string {
  const mark = problem === true ? " *problem*" : "";
  return `| \`${id}\`${mark}<br>${cell(text)} | ${cell(remedy)} | ${type === undefined ? "" : `\`${type}\``} |\n`;
}

/** Text in a table's cell: what Markdown would take for markup is shown as it is. */
function cell(text: string): string {
  return text
    .replaceAll("<", "&lt;")
    .replaceAll(/[|*_[\]]/g, String.raw`\$&`)
    .replaceAll("\n", " ");
}
