import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";
import { contentOf } from "../content.ts";

export const renameReplaces: ConformanceCase = {
  name: "rename-replaces",
  title: "rename moves a file and replaces what has the new name",
  needs: ["atomicRename", "read"],
  async run(place) {
    await place.put("directory/new", contentOf(100, 1));
    await place.put("directory/old", contentOf(10_000, 2));
    await place.session.rename("directory/new", "directory/old", place.calm);
    await place.mustHave("directory/old", contentOf(100, 1), "a renamed file");
    mustHold((await place.stat("directory/new")) === undefined, "nothing is left under the old name");
    await place.session.rename("directory/old", "directory/fresh", place.calm);
    await place.mustHave("directory/fresh", contentOf(100, 1), "a file renamed to a name that was free");
  },
};
