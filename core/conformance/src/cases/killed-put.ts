import type { LocationSession } from "@holdfast/contract";
import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";
import { bytesOf, contentOf, mustEqual } from "../content.ts";
import { interruptedContent, interruptedPut } from "../interrupted-put.ts";
import { offered } from "../not-applicable.ts";
import type { Place } from "../place.ts";

const codes: readonly string[] = ["connection-lost", "timeout", "unreachable"];

export const killedPut: ConformanceCase = {
  name: "killed-put",
  title: "a put whose server is killed rejects; with atomicPut no part of it is ever under its name",
  needs: [],
  async run(place) {
    const restart = offered(place.harness.restart?.bind(place.harness), "restart");
    const old = contentOf(1000);
    await place.put("replaced", old);
    const files = [
      { path: "replaced", before: old },
      { path: "fresh", before: undefined },
    ];
    for (const { path, before } of files) {
      const error = await interruptedPut(await place.connect(), path, restart);
      if (error !== undefined) {
        const { code, retry } = error;
        mustHold(codes.includes(code), `a killed server is told as ${codes.join(" or ")}, not as ${code}`);
        mustHold(retry === "new-session", `a killed server asks for a new session (${retry})`);
      }
      const next = await place.connect();
      if (next.capabilities.read) {
        const found = await contentAt(place, next, path);
        // The server may have done all of it, and died before it could say so.
        const whole = found !== undefined && Buffer.compare(found, interruptedContent) === 0;
        if (error === undefined) mustHold(whole, "a put that resolved has stored the whole file");
        else if (next.capabilities.atomicPut && !whole) mustBe(found, before);
      }
      await next.put(path, { size: 3, chunks: [contentOf(3)] }, place.calm);
      if (!next.capabilities.read) continue;
      mustEqual(await bytesOf(await next.get(path, place.calm)), contentOf(3), "the next put");
    }
  },
};

async function contentAt(
  place: Place,
  session: LocationSession,
  path: string,
): Promise<Uint8Array | undefined> {
  const info = await session.stat(path, place.calm);
  return info === undefined ? undefined : bytesOf(await session.get(path, place.calm));
}

function mustBe(found: Uint8Array | undefined, before: Uint8Array | undefined): void {
  const what = "what lies under a name whose put was cut off";
  if (found === undefined || before === undefined) {
    mustHold(found === before, `${what}: ${found?.length ?? "no"} bytes, before ${before?.length ?? "no"}`);
  } else {
    mustEqual(found, before, what);
  }
}
