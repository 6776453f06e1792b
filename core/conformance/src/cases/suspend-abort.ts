import { setTimeout } from "node:timers/promises";
import type { ConformanceCase } from "../conformance-case.ts";
import { contentOf } from "../content.ts";
import { offered } from "../not-applicable.ts";
import { rejectsWithReason } from "../rejection.ts";
import { within } from "../within.ts";

const patient = { connectMs: 60_000, idleMs: 60_000 };
const soonMs = 5000;

export const suspendAbort: ConformanceCase = {
  name: "suspend-abort",
  title: "an abort ends connect and put, and close a session, also at a server that does not answer",
  needs: [],
  async run(place) {
    const { harness } = place;
    const suspend = offered(harness.suspend?.bind(harness), "suspend");
    const reason = new Error("aborted by the case");
    const control = new AbortController();
    const session = await place.connect({ context: harness.context({ timeouts: patient }) });
    await suspend();
    try {
      const put = session.put("file", { size: 3, chunks: [contentOf(3)] }, { signal: control.signal });
      const connecting = place.connect({
        context: harness.context({ timeouts: patient, signal: control.signal }),
      });
      const ended = Promise.all([
        rejectsWithReason(reason, "put at a server that does not answer", put),
        rejectsWithReason(reason, "connect to a server that does not answer", connecting),
      ]);
      await Promise.race([setTimeout(200), ended]);
      control.abort(reason);
      await within(soonMs, "put and connect end soon after an abort", ended);
      await within(soonMs, "close ends a session at a server that does not answer", session.close());
    } finally {
      await harness.resume?.();
    }
    const next = await place.connect();
    await next.put("file", { size: 3, chunks: [contentOf(3)] }, place.calm);
  },
};
