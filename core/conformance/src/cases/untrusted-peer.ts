import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";
import { offered } from "../not-applicable.ts";
import { rejectsWith } from "../rejection.ts";
import { SecretWitness } from "../secret-witness.ts";

export const untrustedPeer: ConformanceCase = {
  name: "untrusted-peer",
  title: "a peer that is not trusted is refused as untrusted-peer, for good",
  needs: [],
  async run(place) {
    const given = offered(place.harness.untrusting?.(), "untrusting");
    const witness = new SecretWitness(given);
    const error = await rejectsWith(
      "untrusted-peer",
      "connect to a peer that is not trusted",
      place.connect({ context: witness.context }),
    );
    mustHold(error.retry === "never", `a peer that is not trusted is not worth a retry (${error.retry})`);
    const leak = witness.leakIn(error);
    mustHold(leak === undefined, `no secret appears in ${String(leak)}`);
  },
};
