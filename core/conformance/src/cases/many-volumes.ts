import { createHash } from "node:crypto";
import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";
import { contentOf } from "../content.ts";
import { residentInUse } from "../memory-in-use.ts";
import { offered } from "../not-applicable.ts";
import type { Place } from "../place.ts";

const mebibyte = 1024 * 1024;
const volumeBytes = 8 * mebibyte;
const mostUnderWay = 4;
const warmUpBytes = 64 * mebibyte;
const mostGrowth = 96 * mebibyte;

export const manyVolumes: ConformanceCase = {
  name: "many-volumes",
  title: "the memory that volumes need does not grow with their number, and each comes back as it was put",
  needs: ["read"],
  slow: true,
  async run(place) {
    const bytes = offered(place.harness.volumesBytes, "volumesBytes");
    const { operationsPerSession } = place.session.capabilities;
    const volumes = Array.from({ length: Math.ceil(bytes / volumeBytes) }, (_, index) => index).values();
    const memory = new MemoryWatch();
    const lane = async (): Promise<void> => {
      const content = contentOf(volumeBytes);
      for (const number of volumes) {
        await roundTrip(place, number, content);
        memory.sample(volumeBytes);
      }
    };
    await Promise.all(Array.from({ length: Math.min(operationsPerSession, mostUnderWay) }, lane));
    mustHold(
      memory.growth <= mostGrowth,
      `memory grows by 96 MiB at most; with ${bytes / mebibyte} MiB it grew by ${Math.round(memory.growth / mebibyte)} MiB`,
    );
  },
};

/** Puts a volume that differs from every other, reads it back and removes it where that is possible. */
async function roundTrip(place: Place, number: number, content: Uint8Array): Promise<void> {
  const path = `archive/volume.${String(number).padStart(6, "0")}`;
  const stamp = new DataView(content.buffer, content.byteOffset);
  for (let at = 0; at < content.length; at += 4096) stamp.setUint32(at, number * 4096 + at);
  await place.put(path, content);
  const found = createHash("sha256");
  const stream = await place.session.get(path, place.calm);
  for await (const chunk of stream as AsyncIterable<Uint8Array>) found.update(chunk);
  const expected = createHash("sha256").update(content).digest("hex");
  mustHold(found.digest("hex") === expected, `${path} comes back as it was put`);
  if (place.session.capabilities.remove) await place.session.remove(path, place.calm);
}

/** By how much the process grows once its buffers and caches are made. */
class MemoryWatch {
  #moved = 0;
  #usual = 0;
  #most = 0;

  /** Looks at the memory, after so many more bytes. */
  sample(bytes: number): void {
    this.#moved += bytes;
    const now = residentInUse();
    if (this.#moved <= warmUpBytes) this.#usual = Math.max(this.#usual, now);
    else this.#most = Math.max(this.#most, now);
  }

  get growth(): number {
    return this.#most - this.#usual;
  }
}
