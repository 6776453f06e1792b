import type { ConformanceCase } from "../conformance-case.ts";
import { contentOf, mustEqual } from "../content.ts";

export const putLeavesChunks: ConformanceCase = {
  name: "put-leaves-chunks",
  title: "put alters neither its chunks nor their list",
  needs: [],
  async run(place) {
    const content = contentOf(200_000);
    const chunks = Object.freeze([content.slice(0, 100_000), content.slice(100_000)]);
    const body = Object.freeze({ size: content.length, chunks });
    await place.session.put("file", body, place.calm);
    mustEqual(Buffer.concat(chunks), content, "the chunks after a put");
  },
};
