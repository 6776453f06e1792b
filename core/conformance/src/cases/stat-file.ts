import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";
import { contentOf } from "../content.ts";

export const statFile: ConformanceCase = {
  name: "stat-file",
  title: "stat knows a file's kind and size",
  needs: ["read"],
  async run(place) {
    for (const size of [0, 1, 70_000]) {
      await place.put("directory/file", contentOf(size));
      const info = await place.stat("directory/file");
      mustHold(info?.kind === "file", `the kind of a file is file, not ${String(info?.kind)}`);
      mustHold(info.size === size, `the size of a file of ${size} bytes is not ${String(info.size)}`);
      const { modified } = info;
      mustHold(
        modified === undefined || !Number.isNaN(modified.getTime()),
        "modified is a date, or left out",
      );
    }
  },
};
