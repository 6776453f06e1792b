import type { ConformanceCase } from "../conformance-case.ts";
import { contentOf } from "../content.ts";

export const getChunksGivenAway: ConformanceCase = {
  name: "get-chunks-given-away",
  title: "the chunks of get belong to the reader, who may take their memory away",
  needs: ["read"],
  async run(place) {
    const content = contentOf(3 * 1024 * 1024 + 5);
    await place.put("file", content);
    for (let round = 0; round < 2; round += 1) {
      const stream = await place.session.get("file", place.calm);
      for await (const chunk of stream as AsyncIterable<Uint8Array>) takeAway(chunk);
    }
    await place.mustHave("file", content, "a file whose chunks the reader took away");
  },
};

/** Detaches the memory of a chunk that has it for itself. */
function takeAway(chunk: Uint8Array): void {
  const { buffer } = chunk;
  if (buffer instanceof ArrayBuffer && buffer.byteLength === chunk.length) buffer.transfer(0);
}
