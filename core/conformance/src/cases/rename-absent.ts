import type { ConformanceCase } from "../conformance-case.ts";
import { contentOf } from "../content.ts";
import { rejectsWith } from "../rejection.ts";

export const renameAbsent: ConformanceCase = {
  name: "rename-absent",
  title: "rename of an absent file rejects with not-found",
  needs: ["atomicRename", "read"],
  async run(place) {
    await place.put("file", contentOf(10));
    const renamed = place.session.rename("absent", "file", place.calm);
    await rejectsWith("not-found", "rename of an absent file", renamed);
    await place.mustHave("file", contentOf(10), "a file that a failed rename was to replace");
  },
};
