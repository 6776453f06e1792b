import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";
import { rejectsWithReason } from "../rejection.ts";
import { within } from "../within.ts";

export const abortConnect: ConformanceCase = {
  name: "abort-connect",
  title: "connect rejects with signal.reason after an abort",
  needs: [],
  async run(place) {
    const reason = new Error("aborted by the case");
    const target = place.plugin.parse(place.address);
    const aborted = place.harness.context({ signal: AbortSignal.abort(reason) });
    await rejectsWithReason(reason, "connect", place.plugin.connect(target, aborted));
    const control = new AbortController();
    const connecting = place.plugin.connect(target, place.harness.context({ signal: control.signal }));
    control.abort(reason);
    const outcome = connecting.then(
      (session) => session.close(), // it may have been connected already
      (error: unknown) =>
        mustHold(error === reason, `connect rejects with signal.reason, not with ${String(error)}`),
    );
    await within(10_000, "connect ends after an abort", outcome);
  },
};
