import type { LocationAddress } from "@holdfast/contract";
import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";
import { contentOf } from "../content.ts";
import { refusal } from "../hostile-peer.ts";
import { offered } from "../not-applicable.ts";
import type { Place } from "../place.ts";

const codes: readonly string[] = ["corrupt", "protocol"];

export const hostileShortPut: ConformanceCase = {
  name: "hostile-short-put",
  title: "a put of which the peer kept fewer bytes than it was sent rejects",
  needs: [],
  async run(place) {
    const address = offered(await place.harness.hostile?.shortPut?.(), "hostile.shortPut");
    const { code } = await refusal("put at a peer that keeps less", putAt(place, address));
    mustHold(codes.includes(code), `a file that was kept in part is ${codes.join(" or ")}, not ${code}`);
  },
};

async function putAt(place: Place, address: LocationAddress): Promise<void> {
  const session = await place.connect({ address });
  await session.put("file", { size: 300_000, chunks: [contentOf(300_000)] }, place.calm);
}
