import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { api } from "./scenarios/api.ts";
import { locations } from "./scenarios/locations.ts";
import { memory } from "./scenarios/memory.ts";
import { nfs } from "./scenarios/nfs.ts";
import { peers } from "./scenarios/peers.ts";
import type { Scenario } from "./scenarios/scenario.ts";
import { smb } from "./scenarios/smb.ts";
import { stages } from "./scenarios/stages.ts";
import { treeSpecs } from "./trees/tree-spec.ts";

const scenarios: Readonly<Record<string, Scenario>> = { api, locations, memory, nfs, peers, smb, stages };
const trees: Readonly<Record<string, (typeof treeSpecs)[keyof typeof treeSpecs]>> = treeSpecs;

const usage = `usage: npm run bench -- SCENARIO [--tree LIST] [--rounds N] [--seed TEXT] [--dir DIRECTORY] [--types LIST] [--compare FILE]
  scenarios: ${Object.keys(scenarios).join(", ")}
  compare, for peers: the JSON file of an earlier run
  types, for locations: a comma list, such as ftp,https
  trees: ${Object.keys(trees).join(", ")}; several for peers, such as mixed,small`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    tree: { type: "string" },
    rounds: { type: "string", default: "3" },
    seed: { type: "string", default: "holdfast" },
    dir: { type: "string" },
    types: { type: "string" },
    compare: { type: "string" },
  },
});
const scenario = scenarios[positionals[0] ?? ""];
const chosen = values.tree?.split(",").map((name) => trees[name]);
const rounds = Number(values.rounds);
if (scenario === undefined || chosen?.includes(undefined) === true || !(rounds >= 1)) {
  console.error(usage);
  process.exit(2);
}
const specs = chosen?.filter((spec) => spec !== undefined);
const options = {
  directory: values.dir,
  seed: values.seed,
  rounds,
  types: values.types?.split(","),
  before:
    values.compare === undefined ? undefined : (JSON.parse(readFileSync(values.compare, "utf8")) as unknown),
  tree: specs?.[0] ?? treeSpecs.mixed,
  trees: specs,
};
if (!(await scenario(options))) process.exitCode = 1;
