import type { ListedEntry } from "@holdfast/contract";
import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";
import { contentOf } from "../content.ts";

export const listOneLevel: ConformanceCase = {
  name: "list-one-level",
  title: "list gives one level: every name once, with its kind",
  needs: ["list"],
  async run(place) {
    await place.put("top/one", contentOf(1));
    await place.put("top/two", contentOf(2));
    await place.put("top/directory/deep/three", contentOf(3));
    mustList(await place.list(""), ["top directory"]);
    mustList(await place.list("top"), ["directory directory", "one file", "two file"]);
    mustList(await place.list("top/directory"), ["deep directory"]);
    for (const { name, kind, size } of await place.list("top")) {
      const expected = name === "one" ? 1 : 2;
      mustHold(
        kind === "directory" || size === undefined || size === expected,
        `the listed size of ${name} is right`,
      );
    }
  },
};

function mustList(listed: readonly ListedEntry[], expected: readonly string[]): void {
  const found = listed.map(({ name, kind }) => `${name} ${kind}`).toSorted();
  mustHold(
    found.join() === expected.join(),
    `list gives every name of one level once: expected ${expected.join(", ")}; found ${found.join(", ")}`,
  );
}
