import type { ConformanceCase } from "../conformance-case.ts";
import { offered } from "../not-applicable.ts";
import { rejectsWith } from "../rejection.ts";

export const unreachable: ConformanceCase = {
  name: "unreachable",
  title: "connect to an address where no server answers rejects with unreachable",
  needs: [],
  async run(place) {
    const address = offered(await place.harness.unreachable?.(), "unreachable");
    await rejectsWith("unreachable", "connect to where no server answers", place.connect({ address }));
  },
};
