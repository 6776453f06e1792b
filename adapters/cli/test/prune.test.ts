import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeTree } from "./tree.ts";
import { type Listed, Workplace } from "./workplace.ts";

let workplace: Workplace;
const from = (): readonly string[] => ["--from", workplace.locationUrl];

beforeAll(async () => {
  workplace = await Workplace.create();
  await makeTree(join(workplace.directory, "source"));
  for (let count = 0; count < 3; count++) {
    const { code } = await workplace.run(["backup", "source", "--to", workplace.locationUrl]);
    expect(code).toBe(0);
  }
}, 120_000);
afterAll(() => workplace.remove());

async function archives(): Promise<readonly string[]> {
  const { value } = await workplace.json<readonly Listed[]>(["list", ...from()]);
  return value.map(({ archive }) => archive);
}

test("prune wants to know how many archives stay, and one at least", async () => {
  expect((await workplace.run(["prune", ...from()])).code).toBe(2);
  const none = await workplace.json(["prune", ...from(), "--keep", "0"]);
  expect(none).toMatchObject({ code: 2, value: { messages: [{ id: "holdfast.catalog.bad-keep" }] } });
  expect(await archives()).toHaveLength(3);
});

test("a dry run tells what would go, and removes nothing", async () => {
  const before = await archives();
  const { code, stdout } = await workplace.run(["prune", ...from(), "--keep", "2", "--dry-run"]);
  expect(code).toBe(0);
  expect(stdout).toContain(`${before[2]} would be removed.`);
  expect(await archives()).toEqual(before);
});

test("the oldest archives go, and the latest stay", async () => {
  const [latest, middle, oldest] = await archives();
  const { code, value } = await workplace.json<object>(["prune", ...from(), "--keep", "1"]);
  expect({ code, value }).toEqual({
    code: 0,
    value: { kept: [latest], removed: [middle, oldest], unreadable: [] },
  });
  expect(await archives()).toEqual([latest]);
});
