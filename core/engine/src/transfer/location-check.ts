import { performance } from "node:perf_hooks";
import type { Capabilities } from "@holdfast/contract";
import { message } from "../messages/catalogue.ts";
import { isHoldfastError } from "../messages/holdfast-error.ts";
import type { Message } from "../messages/message.ts";
import type { CheckListener, CheckName, CheckStep } from "./check/check-step.ts";
import { TestDirectory } from "./check/test-directory.ts";
import { trials } from "./check/trials.ts";
import type { Location } from "./location.ts";
import type { LocationOpener } from "./location-opener.ts";
import type { LocationRequest } from "./location-request.ts";

export type { CheckListener, CheckStep } from "./check/check-step.ts";

/** Tries out what backups and restores need of a location. */
export class LocationCheck {
  readonly #locations: LocationOpener;

  constructor(locations: LocationOpener) {
    this.#locations = locations;
  }

  /**
   * Tries everything in a directory of its own, which is gone afterwards.
   *
   * @param signal ends the check early; it then rejects with the signal's reason
   * @param leaveOut what is not tried
   * @returns whether nothing failed
   * @throws HoldfastError before any I/O when the location cannot be used
   */
  async run(
    request: LocationRequest,
    listener: CheckListener,
    signal?: AbortSignal,
    leaveOut: readonly CheckName[] = [],
  ): Promise<boolean> {
    const target = this.#locations.target(request);
    const stalled = new AbortController();
    const ended = signal === undefined ? stalled.signal : AbortSignal.any([stalled.signal, signal]);
    const location = this.#locations.open(target, {
      signal: ended,
      onStall: (error) => stalled.abort(error),
    });
    const directory = new TestDirectory();
    let passed = true;
    try {
      for await (const step of steps(location, directory, leaveOut)) {
        if (signal?.aborted) break;
        listener(step);
        if (step.outcome === "failed") passed = false;
        if (ended.aborted) break;
      }
      signal?.throwIfAborted();
      return passed;
    } finally {
      await location.close();
      // The steps have told what is wrong with a location where something stays.
      if (directory.used) await directory.removeAfresh(this.#locations, target);
    }
  }
}

async function* steps(
  location: Location,
  directory: TestDirectory,
  leaveOut: readonly CheckName[],
): AsyncGenerator<CheckStep, void> {
  let capabilities: Capabilities | undefined;
  yield await timed("connect", async () => {
    capabilities = await location.capabilities();
    return message("holdfast.check.connected", offered(capabilities));
  });
  if (capabilities === undefined) return;
  const ground = { location, directory, capabilities };
  for (const { name, needs, without, vital = false, run } of trials) {
    if (leaveOut.includes(name)) continue;
    if (needs !== undefined && without !== undefined && capabilities[needs] === false) {
      yield { name, outcome: "unsupported", message: message(without, directory.path), milliseconds: 0 };
      continue;
    }
    const step = await timed(name, () => run(ground));
    yield step;
    if (vital && step.outcome === "failed") return;
  }
}

async function timed(name: CheckName, run: () => Promise<Message>): Promise<CheckStep> {
  const begin = performance.now();
  const step = (outcome: "ok" | "failed", said: Message): CheckStep => {
    return { name, outcome, message: said, milliseconds: Math.round(performance.now() - begin) };
  };
  try {
    return step("ok", await run());
  } catch (error) {
    const first = isHoldfastError(error) ? error.messages[0] : undefined;
    if (first === undefined) throw error;
    return step("failed", first);
  }
}

function offered(capabilities: Capabilities): string {
  const on = Object.entries(capabilities).filter(([, value]) => value === true);
  const { operationsPerSession, sessions } = capabilities;
  const words = [
    ...on.map(([name]) => name),
    `${sessions} sessions`,
    `${operationsPerSession} operations each`,
  ];
  return words.join(", ");
}
