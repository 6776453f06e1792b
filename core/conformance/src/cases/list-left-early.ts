import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";
import { contentOf } from "../content.ts";
import { within } from "../within.ts";

export const listLeftEarly: ConformanceCase = {
  name: "list-left-early",
  title: "a list that is left early leaves the session usable",
  needs: ["list"],
  async run(place) {
    for (let index = 0; index < 10; index += 1) await place.put(`directory/file-${index}`, contentOf(1));
    for (let round = 0; round < 3; round += 1) {
      for await (const entry of place.session.list("directory", place.calm)) {
        mustHold(entry.name !== "", "a listed name is not empty");
        break;
      }
    }
    const all = await within(10_000, "list works after a list that was left early", place.list("directory"));
    mustHold(
      all.length === 10,
      `list gives all 10 names after a list that was left early, not ${all.length}`,
    );
  },
};
