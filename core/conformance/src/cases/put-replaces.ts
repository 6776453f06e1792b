import type { ConformanceCase } from "../conformance-case.ts";
import { contentOf } from "../content.ts";

export const putReplaces: ConformanceCase = {
  name: "put-replaces",
  title: "put replaces a file, a longer one by a shorter one too",
  needs: ["read"],
  async run(place) {
    await place.put("file", contentOf(100_000, 1));
    await place.put("file", contentOf(10, 2));
    await place.mustHave("file", contentOf(10, 2), "a shorter file in place of a longer one");
    await place.put("file", contentOf(70_000, 3));
    await place.mustHave("file", contentOf(70_000, 3), "a longer file in place of a shorter one");
    await place.put("file");
    await place.mustHave("file", new Uint8Array(), "an empty file in place of another");
  },
};
