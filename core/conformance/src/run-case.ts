import type { Capabilities } from "@holdfast/contract";
import type { ConformanceCase } from "./conformance-case.ts";
import { ConformanceFailure, mustHold } from "./conformance-failure.ts";
import type { Harness } from "./harness.ts";
import { NotApplicable } from "./not-applicable.ts";
import { Place } from "./place.ts";
import { SecretWitness } from "./secret-witness.ts";
import { within } from "./within.ts";

const limitMs = 60_000;
const slowLimitMs = 600_000;

/** How a case ended that broke no rule. */
export interface CaseOutcome {
  /** Why the case does not apply; absent when the plugin passed it. */
  readonly notApplicable?: string;
}

/**
 * Runs one case against a plugin. Whatever the case is about, no secret that the
 * plugin is given on the way may appear in an error or a log line.
 *
 * @throws ConformanceFailure when the plugin breaks the rule
 */
export async function runCase(given: ConformanceCase, harness: Harness): Promise<CaseOutcome> {
  const witness = new SecretWitness();
  try {
    const place = await Place.open(harness, witness.watched(harness.plugin));
    try {
      await runAt(place, given);
    } catch (error) {
      await place.close().catch(() => {}); // the first failure is the one to report
      throw error;
    }
    await place.close();
    const leak = witness.leak();
    mustHold(leak === undefined, `no secret appears in ${String(leak)}`);
    return {};
  } catch (error) {
    if (error instanceof NotApplicable) return { notApplicable: error.message };
    if (error instanceof ConformanceFailure) throw error;
    throw new ConformanceFailure(`${given.title}: ${String(error)}`, { cause: error });
  }
}

/** Milliseconds that a case may take once it is connected. */
export function limitOf({ slow }: ConformanceCase): number {
  return slow === true ? slowLimitMs : limitMs;
}

async function runAt(place: Place, given: ConformanceCase): Promise<void> {
  const lacking = given.needs.find((need) => isOff(place.session.capabilities, need));
  if (lacking !== undefined) throw new NotApplicable(`the capability ${lacking} is off`);
  const limit = limitOf(given);
  await within(limit, `${given.title}: ends within ${limit / 1000} s`, Promise.resolve(given.run(place)));
}

function isOff(capabilities: Capabilities, name: keyof Capabilities): boolean {
  const value = capabilities[name];
  return typeof value === "number" ? value < 2 : !value;
}
