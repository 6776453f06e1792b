import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";
import { offered } from "../not-applicable.ts";
import { rejectsWith } from "../rejection.ts";
import { SecretWitness } from "../secret-witness.ts";
import { mustHelpToTrust } from "../untrusted.ts";

export const impostor: ConformanceCase = {
  name: "impostor",
  title: "a peer with another certificate or host key is refused by name, and learns no secret",
  needs: [],
  async run(place) {
    const peer = offered(await place.harness.impostor?.(), "impostor");
    const witness = new SecretWitness();
    const { plugin } = place;
    const target = plugin.parse(peer.address);
    const connecting = witness.watched(plugin).connect(target, place.harness.context());
    const { message, retry } = await rejectsWith("untrusted-peer", "connect to an impostor", connecting);
    mustHold(retry === "never", `an impostor is not worth a retry (${retry})`);
    mustHold(
      message.toLowerCase().includes(peer.fingerprint.toLowerCase()),
      `the message has the impostor's fingerprint ${peer.fingerprint}: ${message}`,
    );
    mustHelpToTrust(message);
    mustHold(!witness.isLeakedBy(peer.received()), "an impostor is sent no secret");
  },
};
