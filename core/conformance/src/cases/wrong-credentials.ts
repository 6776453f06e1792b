import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";
import { offered } from "../not-applicable.ts";
import { rejectsWith } from "../rejection.ts";
import { SecretWitness } from "../secret-witness.ts";

export const wrongCredentials: ConformanceCase = {
  name: "wrong-credentials",
  title: "wrong credentials are refused as unauthenticated, for good, and appear nowhere",
  needs: [],
  async run(place) {
    const given = offered(place.harness.wrongCredentials?.(), "wrongCredentials");
    const witness = new SecretWitness(given);
    const error = await rejectsWith(
      "unauthenticated",
      "connect with wrong credentials",
      place.connect({ context: witness.context }),
    );
    mustHold(error.retry === "never", `wrong credentials are not worth a retry (${error.retry})`);
    mustHold(witness.asked, "connect asks context.credentials");
    const leak = witness.leakIn(error);
    mustHold(leak === undefined, `no secret appears in ${String(leak)}`);
  },
};
