import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";
import { offered } from "../not-applicable.ts";
import { rejectsWith } from "../rejection.ts";
import { mustHelpToTrust } from "../untrusted.ts";

export const untrustedPeer: ConformanceCase = {
  name: "untrusted-peer",
  title: "a peer that is not trusted is refused for good, with its SHA-256 fingerprint and how to trust it",
  needs: [],
  async run(place) {
    const context = offered(place.harness.untrusting?.(), "untrusting");
    const connecting = place.connect({ context });
    const error = await rejectsWith("untrusted-peer", "connect to a peer that is not trusted", connecting);
    mustHold(error.retry === "never", `a peer that is not trusted is not worth a retry (${error.retry})`);
    mustHelpToTrust(error.message);
  },
};
