import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";
import { contentOf } from "../content.ts";

export const statAbsent: ConformanceCase = {
  name: "stat-absent",
  title: "stat of an absent name is undefined",
  needs: ["read"],
  async run(place) {
    await place.put("file", contentOf(3));
    for (const path of ["absent", "absent/directory/file", "file/below"]) {
      const info = await place.stat(path);
      mustHold(info === undefined, `stat of ${path}, which is absent, is undefined`);
    }
  },
};
