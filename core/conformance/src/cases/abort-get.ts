import type { ConformanceCase } from "../conformance-case.ts";
import { bytesOf, contentOf, mustEqual } from "../content.ts";
import { rejectsWithReason } from "../rejection.ts";

export const abortGet: ConformanceCase = {
  name: "abort-get",
  title: "a get that is aborted on its way ends with signal.reason, and the location stays usable",
  needs: ["read"],
  async run(place) {
    const reason = new Error("aborted by the case");
    const content = contentOf(8 * 1024 * 1024);
    await place.put("file", content);
    const control = new AbortController();
    const stream = await place.session.get("file", { signal: control.signal });
    const readOn = async (): Promise<void> => {
      for await (const _ of stream) control.abort(reason);
    };
    await rejectsWithReason(reason, "the stream of get", readOn());
    const next = await place.connect();
    mustEqual(await bytesOf(await next.get("file", place.calm)), content, "a get after an aborted one");
  },
};
