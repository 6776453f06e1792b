import { type ConformanceCase, conformanceCases } from "@holdfast/conformance";

const preface = `# Conformance cases

Every rule of the location contract that a run can show, as [\`@holdfast/conformance\`](../../core/conformance/README.md) checks it.
A case applies when the session has the capabilities in the last column; those that count must be above 1.
[How a plugin's tests run them](../guide/location-plugin.md#proving-it) is told in the guide.

This page is written by \`docs/scripts/write-conformance-reference.ts\` from the cases.

| case | rule | needs |
|---|---|---|
`;

/** The text of docs/reference/conformance-cases.md. */
export function conformanceReference(): string {
  return preface + conformanceCases.map(row).join("");
}

function row({ name, title, needs }: ConformanceCase): string {
  return `| \`${name}\` | ${title} | ${needs.map((need) => `\`${need}\``).join(" ")} |\n`;
}
