import type { ConformanceCase } from "../conformance-case.ts";
import { contentOf } from "../content.ts";
import { rejection } from "../rejection.ts";

export const closeEndsGet: ConformanceCase = {
  name: "close-ends-get",
  title: "close ends a get that is under way",
  needs: ["read"],
  async run(place) {
    const content = contentOf(8 * 1024 * 1024);
    await place.put("file", content);
    const session = await place.connect();
    const stream = await session.get("file", place.calm);
    const reader = stream[Symbol.asyncIterator]();
    await reader.next();
    await session.close();
    await rejection("reading on after close", readOn(reader));
  },
};

async function readOn(reader: AsyncIterator<unknown>): Promise<void> {
  while (!(await reader.next()).done);
}
