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
    const { plugin, address, harness } = place;
    const given = offered(harness.wrongCredentials?.(), "wrongCredentials");
    const witness = new SecretWitness();
    const connecting = witness.watched(plugin).connect(plugin.parse(address), given);
    const error = await rejectsWith("unauthenticated", "connect with wrong credentials", connecting);
    mustHold(error.retry === "never", `wrong credentials are not worth a retry (${error.retry})`);
    mustHold(witness.asked, "connect asks context.credentials");
    mustHold(
      witness.shortest >= 8,
      "the harness' wrong credentials have at least 8 characters, so that they can be told from other text",
    );
  },
};
