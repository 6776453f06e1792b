import type { LocationAddress } from "@holdfast/contract";
import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";
import { refusal } from "../hostile-peer.ts";
import { offered } from "../not-applicable.ts";
import type { Place } from "../place.ts";

export const hostileEndlessListing: ConformanceCase = {
  name: "hostile-endless-listing",
  title: "a listing without end is refused as protocol, in bounded time and memory",
  needs: ["list"],
  async run(place) {
    const address = offered(await place.harness.hostile?.endlessListing?.(), "hostile.endlessListing");
    const { code } = await refusal("list of an endless listing", listAll(place, address));
    mustHold(code === "protocol", `an endless listing is refused as protocol, not as ${code}`);
  },
};

async function listAll(place: Place, address: LocationAddress): Promise<void> {
  const session = await place.connect({ address });
  for await (const { name } of session.list("", place.calm))
    mustHold(name !== "", "a listed name is not empty");
}
