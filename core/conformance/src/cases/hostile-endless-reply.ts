import type { LocationAddress } from "@holdfast/contract";
import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";
import { contentOf } from "../content.ts";
import { refusal } from "../hostile-peer.ts";
import { offered } from "../not-applicable.ts";
import type { Place } from "../place.ts";

export const hostileEndlessReply: ConformanceCase = {
  name: "hostile-endless-reply",
  title: "a greeting or reply without end is refused as protocol, in bounded time and memory",
  needs: [],
  async run(place) {
    const address = offered(await place.harness.hostile?.endlessReply?.(), "hostile.endlessReply");
    const { code } = await refusal("connect and put at a peer whose reply never ends", putAt(place, address));
    mustHold(code === "protocol", `an endless reply is refused as protocol, not as ${code}`);
  },
};

async function putAt(place: Place, address: LocationAddress): Promise<void> {
  const session = await place.connect({ address });
  await session.put("file", { size: 3, chunks: [contentOf(3)] }, place.calm);
}
