import type { ConformanceCase } from "../conformance-case.ts";
import { contentOf } from "../content.ts";
import { offered } from "../not-applicable.ts";
import { rejectsWith } from "../rejection.ts";

export const suspend: ConformanceCase = {
  name: "suspend",
  title: "a server that stops answering leads to timeout after idleMs",
  needs: [],
  async run(place) {
    const { harness } = place;
    const suspend = offered(harness.suspend?.bind(harness), "suspend");
    const timeouts = { ...harness.context().timeouts, idleMs: 1000 };
    const session = await place.connect({ context: harness.context({ timeouts }) });
    await suspend();
    try {
      const put = session.put("file", { size: 3, chunks: [contentOf(3)] }, place.calm);
      await rejectsWith("timeout", "put at a server that does not answer", put);
    } finally {
      await harness.resume?.();
    }
    const next = await place.connect();
    await next.put("file", { size: 3, chunks: [contentOf(3)] }, place.calm);
  },
};
