import type { ConformanceCase } from "../conformance-case.ts";
import { contentOf } from "../content.ts";
import { rejectsWithReason } from "../rejection.ts";

export const abortBefore: ConformanceCase = {
  name: "abort-before",
  title: "an operation with an aborted signal rejects with its reason and does nothing",
  needs: [],
  async run(place) {
    const { session } = place;
    const { capabilities } = session;
    const content = contentOf(10);
    await place.put("file", content);
    const reason = new Error("aborted by the case");
    const aborted = { signal: AbortSignal.abort(reason) };
    const rejects = (what: string, operation: Promise<unknown>): Promise<void> =>
      rejectsWithReason(reason, what, operation);
    await rejects("put", session.put("file", { size: 3, chunks: [contentOf(3)] }, aborted));
    if (capabilities.read) await rejects("get", session.get("file", aborted));
    if (capabilities.read) await rejects("stat", session.stat("file", aborted));
    if (capabilities.list) await rejects("list", Array.fromAsync(session.list("", aborted)));
    if (capabilities.remove) await rejects("remove", session.remove("file", aborted));
    if (capabilities.atomicRename) await rejects("rename", session.rename("file", "new", aborted));
    if (capabilities.freeSpace) await rejects("freeSpace", session.freeSpace(aborted));
    if (capabilities.read)
      await place.mustHave("file", content, "a file after operations that were aborted before");
  },
};
