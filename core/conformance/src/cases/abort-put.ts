import { abortedPut, abortedPutSize } from "../aborted-put.ts";
import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";
import { bytesOf, contentOf, mustEqual } from "../content.ts";

export const abortPut: ConformanceCase = {
  name: "abort-put",
  title: "a put that is aborted on its way rejects with signal.reason, and the location stays usable",
  needs: [],
  async run(place) {
    const reason = new Error("aborted by the case");
    const { resolved } = await abortedPut(place, "file", reason);
    if (resolved && place.session.capabilities.read) {
      const info = await place.stat("file");
      mustHold(
        info?.size === abortedPutSize,
        "a put that resolved in spite of an abort stored the whole file",
      );
    }
    const next = await place.connect();
    await next.put("file", { size: 3, chunks: [contentOf(3)] }, place.calm);
    if (!next.capabilities.read) return;
    mustEqual(await bytesOf(await next.get("file", place.calm)), contentOf(3), "a put after an aborted one");
  },
};
