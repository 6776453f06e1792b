import { abortedPut } from "../aborted-put.ts";
import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";
import { bytesOf, contentOf, mustEqual } from "../content.ts";

export const abortPutAtomic: ConformanceCase = {
  name: "abort-put-atomic",
  title: "an aborted put leaves the old content, or nothing, under its name",
  needs: ["atomicPut", "read"],
  async run(place) {
    const reason = new Error("aborted by the case");
    const old = contentOf(1000);
    await place.put("file", old);
    const replacing = await abortedPut(place, "file", reason);
    const next = await place.connect();
    if (!replacing.resolved) {
      mustEqual(
        await bytesOf(await next.get("file", place.calm)),
        old,
        "the old content after an aborted put",
      );
    }
    const making = await abortedPut(place, "fresh", reason, next);
    const last = await place.connect();
    if (!making.resolved) {
      const info = await last.stat("fresh", place.calm);
      mustHold(info === undefined, "nothing lies under a fresh name after an aborted put");
    }
  },
};
