import { isDeepStrictEqual } from "node:util";
import type { Capabilities } from "@holdfast/contract";
import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";
import { contentOf } from "../content.ts";

const switches = [
  "read",
  "readFromOffset",
  "list",
  "remove",
  "atomicPut",
  "atomicRename",
  "freeSpace",
] as const;
const counts = ["operationsPerSession", "sessions"] as const;

export const capabilities: ConformanceCase = {
  name: "capabilities",
  title: "capabilities are frozen, complete and stay the same",
  needs: [],
  async run(place) {
    const { capabilities } = place.session;
    mustHold(Object.isFrozen(capabilities), "capabilities are frozen");
    const before = { ...capabilities };
    for (const name of switches) {
      mustHold(typeof capabilities[name] === "boolean", `the capability ${name} is true or false`);
    }
    for (const name of counts) {
      const count = capabilities[name];
      mustHold(Number.isSafeInteger(count) && count >= 1, `${name} is an integer of at least 1`);
    }
    mustHold(capabilities.read || !capabilities.readFromOffset, "readFromOffset needs read");
    await place.put("file", contentOf(10));
    mustHold(isDeepStrictEqual({ ...place.session.capabilities }, before), "capabilities stay the same");
    for (const [name, value] of Object.entries(place.harness.capabilities ?? {})) {
      const found = before[name as keyof Capabilities];
      mustHold(found === value, `${name} is ${String(value)} at this server, not ${String(found)}`);
    }
  },
};
