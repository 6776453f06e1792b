// npm run matrix [-- --write] [TYPE...]: what every location type does at every server, proven with the real command.
import { parseArgs } from "node:util";
import { table } from "../measure/table.ts";
import { type Offers, writeOffers, writtenOffers } from "./capabilities.ts";
import { columns, type Row, rowOf } from "./row.ts";
import { findSubjects } from "./subjects.ts";

const subjects = await findSubjects();
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { write: { type: "boolean", default: false } },
});
const wanted = positionals.map((type) => type.toUpperCase());
const unknown = wanted.filter((type) => !subjects.some((subject) => subject.type === type));
if (unknown.length > 0) {
  const known = [...new Set(subjects.map(({ type }) => type))].join(", ");
  console.error(`There is no location type ${unknown.join(", ")}. Known: ${known}.`);
  process.exit(2);
}

const rows: Row[] = [];
for (const subject of subjects) {
  if (wanted.length > 0 && !wanted.includes(subject.type)) continue;
  console.error(`${subject.type}, ${subject.server} …`);
  rows.push(await rowOf(subject));
}
console.log(
  table(
    ["type", "server", ...columns],
    rows.map(({ type, server, cells }) => [type, server, ...cells]),
  ),
);
const failures = rows.flatMap((row) => row.failures);
if (values.write) await writeOffers(offersOf(rows));
else failures.push(...changedOffers(rows, await writtenOffers()));
const reasons = [...new Set(rows.flatMap((row) => row.reasons))];
for (const line of [...failures, ...reasons.map((reason) => `- ${reason}`)]) console.log(line);
if (failures.length > 0) process.exitCode = 1;

function offersOf(found: readonly Row[]): Offers {
  const offers: Record<string, Record<string, string>> = {};
  for (const { type, server, offers: each } of found) {
    if (each !== undefined) (offers[type] ??= {})[server] = each;
  }
  return offers;
}

function changedOffers(found: readonly Row[], written: Offers): readonly string[] {
  return found
    .filter(({ type, server, offers }) => offers !== undefined && written[type]?.[server] !== offers)
    .map(
      ({ type, server, offers }) =>
        `${type}, ${server}, check: it offers ${offers}; docs/reference/locations.md says otherwise (--write)`,
    );
}
