import { LocationError } from "@holdfast/contract";
import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";
import { NotApplicable } from "../not-applicable.ts";
import { rejectsWith } from "../rejection.ts";

export const resolve: ConformanceCase = {
  name: "resolve",
  title: "context.resolve is the only way to an address, and its refusal is final",
  needs: [],
  async run(place) {
    const { harness } = place;
    if (harness.usesNetwork !== true) throw new NotApplicable("the location is not on a network");
    const refusal = new LocationError({
      code: "forbidden",
      retry: "never",
      message: "The policy forbids this host.",
    });
    let asked = 0;
    const refuse = (): Promise<never> => {
      asked += 1;
      return Promise.reject(refusal);
    };
    const refused = place.connect({ context: harness.context({ resolve: refuse }) });
    await rejectsWith("forbidden", "connect to a host that the location policy forbids", refused);
    mustHold(asked > 0, "connect asks context.resolve");
    const nowhere = harness.context({ resolve: () => Promise.resolve([]) });
    await rejectsWith(
      "unreachable",
      "connect to a host without an address",
      place.connect({ context: nowhere }),
    );
  },
};
