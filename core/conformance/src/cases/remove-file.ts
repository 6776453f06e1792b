import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";
import { contentOf } from "../content.ts";

export const removeFile: ConformanceCase = {
  name: "remove-file",
  title: "remove removes a file, and no other",
  needs: ["remove", "read"],
  async run(place) {
    await place.put("directory/one", contentOf(1));
    await place.put("directory/two", contentOf(2));
    await place.session.remove("directory/one", place.calm);
    mustHold((await place.stat("directory/one")) === undefined, "a removed file is gone");
    await place.mustHave("directory/two", contentOf(2), "a file beside a removed one");
  },
};
