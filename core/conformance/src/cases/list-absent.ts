import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";

export const listAbsent: ConformanceCase = {
  name: "list-absent",
  title: "list of an absent directory gives nothing",
  needs: ["list"],
  async run(place) {
    mustHold((await place.list("")).length === 0, "an empty location lists nothing");
    mustHold((await place.list("absent")).length === 0, "an absent directory lists nothing");
    mustHold(
      (await place.list("absent/below")).length === 0,
      "a directory below an absent one lists nothing",
    );
  },
};
