// npm run matrix [-- TYPE...]: what every location type does at every server, proven with the real command.
import { table } from "../measure/table.ts";
import { columns, type Row, rowOf } from "./row.ts";
import { findSubjects } from "./subjects.ts";

const subjects = await findSubjects();
const wanted = process.argv.slice(2).map((type) => type.toUpperCase());
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
const reasons = [...new Set(rows.flatMap((row) => row.reasons))];
for (const line of [...failures, ...reasons.map((reason) => `- ${reason}`)]) console.log(line);
if (failures.length > 0) process.exitCode = 1;
