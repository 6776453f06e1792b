import type { ConformanceCase } from "../conformance-case.ts";
import { contentOf } from "../content.ts";

export const putChunks: ConformanceCase = {
  name: "put-chunks",
  title: "put stores its chunks one after the other, empty ones and none at all included",
  needs: ["read"],
  async run(place) {
    const content = contentOf(400_000);
    const cuts = [0, 0, 1, 4097, 4097, 70_000, 399_999, 400_000, 400_000];
    const chunks = cuts.slice(1).map((end, index) => content.subarray(cuts[index], end));
    await place.put("file", ...chunks);
    await place.mustHave("file", content, "a file of several chunks");
    await place.put("many", ...Array.from(content.subarray(0, 3000), (byte) => Uint8Array.of(byte)));
    await place.mustHave("many", content.subarray(0, 3000), "a file of 3,000 chunks of one byte");
    await place.put("none");
    await place.mustHave("none", new Uint8Array(), "a file of no chunks");
  },
};
