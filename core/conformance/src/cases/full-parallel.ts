import type { LocationSession } from "@holdfast/contract";
import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";
import { bytesOf, contentOf, mustEqual } from "../content.ts";
import { offered } from "../not-applicable.ts";
import { locationErrorOf } from "../rejection.ts";

const files = 6;
const bytes = 1.5 * 1024 * 1024;

export const fullParallel: ConformanceCase = {
  name: "full-parallel",
  title: "when space runs out among puts at the same time, each rejects with no-space or is stored whole",
  needs: [],
  async run(place) {
    const address = offered(await place.harness.full?.(), "full");
    const session = await place.connect({ address });
    const { operationsPerSession, sessions } = session.capabilities;
    const lanes: LocationSession[] = Array.from(
      { length: Math.min(operationsPerSession, files) },
      () => session,
    );
    if (operationsPerSession === 1 && sessions > 1) lanes.push(await place.connect({ address }));
    const numbers = Array.from({ length: files }, (_, index) => index).values();
    const stored = new Map<number, boolean>();
    const lane = async (own: LocationSession): Promise<void> => {
      for (const number of numbers) {
        const content = contentOf(bytes, number);
        const put = own.put(`file-${number}`, { size: bytes, chunks: [content] }, place.calm);
        stored.set(number, await isStored(put));
      }
    };
    await Promise.all(lanes.map(lane));
    mustHold([...stored.values()].includes(false), "9 MiB are not stored where less than 8 MiB are free");

    const next = await place.connect({ address });
    for (const [number, isThere] of stored) {
      const path = `file-${number}`;
      if (isThere && next.capabilities.read) {
        const found = await bytesOf(await next.get(path, place.calm));
        mustEqual(found, contentOf(bytes, number), "a file that was put before space ran out");
      } else if (next.capabilities.read && next.capabilities.atomicPut) {
        const info = await next.stat(path, place.calm);
        mustHold(info === undefined, "nothing is left under a name for whose file there was no space");
      }
      if (next.capabilities.remove) await next.remove(path, place.calm);
    }
    await next.put("small", { size: 3, chunks: [contentOf(3)] }, place.calm);
  },
};

async function isStored(put: Promise<void>): Promise<boolean> {
  try {
    await put;
    return true;
  } catch (error) {
    const { code, message } = locationErrorOf(error, "a put for which there is no space");
    mustHold(
      code === "no-space",
      `a put for which there is no space rejects with no-space, not ${code} (${message})`,
    );
    return false;
  }
}
