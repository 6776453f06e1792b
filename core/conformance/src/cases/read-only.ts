import type { ConformanceCase } from "../conformance-case.ts";
import { contentOf } from "../content.ts";
import { offered } from "../not-applicable.ts";
import { rejectsWith } from "../rejection.ts";

export const readOnly: ConformanceCase = {
  name: "read-only",
  title: "put where the user may not write rejects with forbidden",
  needs: [],
  async run(place) {
    const address = offered(await place.harness.readOnly?.(), "readOnly");
    const session = await place.connect({ address });
    const put = session.put("file", { size: 3, chunks: [contentOf(3)] }, place.calm);
    await rejectsWith("forbidden", "put where the user may not write", put);
  },
};
