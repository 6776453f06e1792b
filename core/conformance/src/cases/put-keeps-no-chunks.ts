import type { ConformanceCase } from "../conformance-case.ts";
import { contentOf } from "../content.ts";

export const putKeepsNoChunks: ConformanceCase = {
  name: "put-keeps-no-chunks",
  title: "put is done with its chunks when it resolves: their memory may be used again",
  needs: ["read"],
  async run(place) {
    const chunk = contentOf(200_000);
    await place.put("file", chunk);
    chunk.fill(0);
    await place.mustHave("file", contentOf(200_000), "a file whose chunks were overwritten after its put");
  },
};
