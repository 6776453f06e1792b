import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";
import { contentOf } from "../content.ts";

export const removeEmptyDirectory: ConformanceCase = {
  name: "remove-empty-directory",
  title: "remove removes an empty directory",
  needs: ["remove", "read"],
  async run(place) {
    await place.put("a/b/file", contentOf(3));
    for (const path of ["a/b/file", "a/b", "a"]) {
      await place.session.remove(path, place.calm);
      mustHold((await place.stat(path)) === undefined, `${path} is gone after its removal`);
    }
  },
};
