import type { LocationPlugin } from "@holdfast/contract";
import type { Fault } from "./fault.ts";
import { FaultScript } from "./fault-script.ts";
import { beforehand, FaultySession, lost } from "./faulty-session.ts";

/**
 * A plugin that does what another does, apart from the scripted faults. Calls
 * are counted over all its sessions, so the script reads like the story of a job.
 * Of several faults that apply to a call, the first one counts.
 */
export function faultyLocation<Target>(
  inner: LocationPlugin<Target>,
  faults: readonly Fault[],
): LocationPlugin<Target> {
  const script = new FaultScript(faults);
  return {
    contract: inner.contract,
    name: inner.name,
    types: inner.types,
    options: inner.options,
    parse: (address) => inner.parse(address),
    connect: async (target, context) => {
      const effect = script.effectOn("connect", "");
      await beforehand(effect, context.signal);
      if (effect?.kind === "connection-lost") throw lost("The connection was cut.");
      const session = await inner.connect(target, context);
      if (effect?.kind === "answer-lost") {
        await session.close();
        throw lost("The connection was cut.");
      }
      return new FaultySession(session, script);
    },
  };
}
