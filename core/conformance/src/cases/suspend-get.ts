import type { ConformanceCase } from "../conformance-case.ts";
import { bytesOf, mustEqual } from "../content.ts";
import { interruptedContent } from "../interrupted-put.ts";
import { offered } from "../not-applicable.ts";
import { rejectsWith } from "../rejection.ts";

export const suspendGet: ConformanceCase = {
  name: "suspend-get",
  title: "a server that stops answering in the middle of a get leads to timeout after idleMs",
  needs: ["read"],
  async run(place) {
    const { harness } = place;
    const suspend = offered(harness.suspend?.bind(harness), "suspend");
    await place.put("file", interruptedContent);
    const timeouts = { ...harness.context().timeouts, idleMs: 1000 };
    const session = await place.connect({ context: harness.context({ timeouts }) });
    const reader = (await session.get("file", place.calm))[Symbol.asyncIterator]();
    await reader.next();
    await suspend();
    try {
      await rejectsWith("timeout", "reading on at a server that stopped answering", readOn(reader));
    } finally {
      await harness.resume?.();
    }
    const next = await place.connect();
    const found = await bytesOf(await next.get("file", place.calm));
    mustEqual(found, interruptedContent, "a get after one that stalled");
  },
};

async function readOn(reader: AsyncIterator<unknown>): Promise<void> {
  while (!(await reader.next()).done);
}
