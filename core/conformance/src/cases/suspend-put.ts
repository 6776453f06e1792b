import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";
import { contentOf } from "../content.ts";
import { interruptedPut } from "../interrupted-put.ts";
import { offered } from "../not-applicable.ts";

export const suspendPut: ConformanceCase = {
  name: "suspend-put",
  title: "a server that stops answering in the middle of a put leads to timeout after idleMs",
  needs: [],
  async run(place) {
    const { harness } = place;
    const suspend = offered(harness.suspend?.bind(harness), "suspend");
    const timeouts = { ...harness.context().timeouts, idleMs: 1000 };
    const session = await place.connect({ context: harness.context({ timeouts }) });
    try {
      const error = await interruptedPut(session, "file", suspend);
      mustHold(
        error?.code === "timeout",
        `a put that stalls rejects with timeout, not ${String(error?.code)}`,
      );
      mustHold(error.retry === "new-session", `a put that stalls asks for a new session (${error.retry})`);
    } finally {
      await harness.resume?.();
    }
    const next = await place.connect();
    await next.put("file", { size: 3, chunks: [contentOf(3)] }, place.calm);
  },
};
