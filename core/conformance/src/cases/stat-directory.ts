import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";
import { contentOf } from "../content.ts";

export const statDirectory: ConformanceCase = {
  name: "stat-directory",
  title: "stat knows a directory's kind, that of the location itself too",
  needs: ["read"],
  async run(place) {
    await place.put("directory/file", contentOf(3));
    for (const path of ["directory", ""]) {
      const info = await place.stat(path);
      mustHold(
        info?.kind === "directory",
        `the kind of ${JSON.stringify(path)} is directory, not ${String(info?.kind)}`,
      );
    }
  },
};
