import { setTimeout } from "node:timers/promises";
import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";
import { contentOf, mustEqual } from "../content.ts";

const mostBuffered = 8 * 1024 * 1024;

export const getSlowReader: ConformanceCase = {
  name: "get-slow-reader",
  title: "a stream of get waits for a reader that pauses",
  needs: ["read"],
  async run(place) {
    const content = contentOf(24 * 1024 * 1024);
    await place.put("file", content);
    const stream = await place.session.get("file", place.calm);
    const chunks: Uint8Array[] = [];
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      chunks.push(chunk);
      if (chunks.length <= 3) await setTimeout(100);
      const waiting = stream.readableLength;
      mustHold(waiting <= mostBuffered, `get buffers at most 8 MiB for a slow reader, not ${waiting} bytes`);
    }
    mustEqual(Buffer.concat(chunks), content, "a file that was read slowly");
  },
};
