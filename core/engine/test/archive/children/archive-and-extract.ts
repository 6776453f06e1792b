import { measureTree } from "../../../src/parts/measure.ts";
import { directoryPart } from "../../../src/parts/tree-part.ts";
import { archived } from "../archived.ts";
import { extracted } from "../extracted.ts";

const [source = "", target = ""] = process.argv.slice(2);
const part = directoryPart({ id: "test", roots: [source] });
const measure = measureTree(
  part,
  () => {},
  () => false,
);
const { tar, entries } = archived(source);
console.log(
  JSON.stringify({ measure, entries, summary: extracted(tar, target, { keepSpecialModes: true }) }),
);
