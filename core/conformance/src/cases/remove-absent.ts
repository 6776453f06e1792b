import type { ConformanceCase } from "../conformance-case.ts";

export const removeAbsent: ConformanceCase = {
  name: "remove-absent",
  title: "remove of an absent name succeeds",
  needs: ["remove"],
  async run(place) {
    await place.session.remove("absent", place.calm);
    await place.session.remove("absent/directory/file", place.calm);
  },
};
