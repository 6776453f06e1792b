import type { ConformanceCase } from "../conformance-case.ts";
import { contentOf } from "../content.ts";
import { within } from "../within.ts";

export const getDestroyed: ConformanceCase = {
  name: "get-destroyed",
  title: "a stream of get that is destroyed in the middle leaves the session usable",
  needs: ["read"],
  async run(place) {
    const content = contentOf(4 * 1024 * 1024);
    await place.put("file", content);
    for (let round = 0; round < 3; round += 1) {
      const stream = await place.session.get("file", place.calm);
      await stream[Symbol.asyncIterator]().next();
      stream.destroy();
    }
    const unread = await place.session.get("file", place.calm);
    unread.destroy();
    await within(
      10_000,
      "the session works after its streams were destroyed",
      place.mustHave("file", content, "a file whose streams were destroyed before"),
    );
  },
};
