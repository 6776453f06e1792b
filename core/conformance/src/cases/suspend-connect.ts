import type { ConformanceCase } from "../conformance-case.ts";
import { offered } from "../not-applicable.ts";
import { rejectsWith } from "../rejection.ts";

export const suspendConnect: ConformanceCase = {
  name: "suspend-connect",
  title: "connect to a server that does not answer leads to timeout after connectMs",
  needs: [],
  async run(place) {
    const { harness } = place;
    const suspend = offered(harness.suspend?.bind(harness), "suspend");
    const timeouts = { idleMs: 60_000, connectMs: 1000 };
    await suspend();
    try {
      const connecting = place.connect({ context: harness.context({ timeouts }) });
      await rejectsWith("timeout", "connect to a server that does not answer", connecting);
    } finally {
      await harness.resume?.();
    }
    await place.connect();
  },
};
