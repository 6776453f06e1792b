import type { ConformanceCase } from "../conformance-case.ts";
import { contentOf } from "../content.ts";
import { rejectsWithReason } from "../rejection.ts";

export const abortList: ConformanceCase = {
  name: "abort-list",
  title: "a list that is aborted on its way rejects with signal.reason",
  needs: ["list"],
  async run(place) {
    const reason = new Error("aborted by the case");
    for (let index = 0; index < 10; index += 1) await place.put(`file-${index}`, contentOf(1));
    const control = new AbortController();
    const readOn = async (): Promise<void> => {
      for await (const _ of place.session.list("", { signal: control.signal })) control.abort(reason);
    };
    await rejectsWithReason(reason, "list", readOn());
  },
};
