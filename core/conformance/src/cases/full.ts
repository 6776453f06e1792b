import type { ConformanceCase } from "../conformance-case.ts";
import { contentOf } from "../content.ts";
import { offered } from "../not-applicable.ts";
import { rejectsWith } from "../rejection.ts";

export const full: ConformanceCase = {
  name: "full",
  title: "a put for which there is no space rejects with no-space, and the location stays usable",
  needs: [],
  async run(place) {
    const address = offered(await place.harness.full?.(), "full");
    const session = await place.connect({ address });
    const content = contentOf(8 * 1024 * 1024);
    const put = session.put("file", { size: content.length, chunks: [content] }, place.calm);
    await rejectsWith("no-space", "put of 8 MiB where less is free", put);
    const next = await place.connect({ address });
    if (next.capabilities.remove) await next.remove("file", place.calm);
    await next.put("small", { size: 3, chunks: [contentOf(3)] }, place.calm);
  },
};
