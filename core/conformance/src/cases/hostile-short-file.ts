import type { LocationAddress } from "@holdfast/contract";
import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";
import { bytesOf } from "../content.ts";
import { refusal } from "../hostile-peer.ts";
import { offered } from "../not-applicable.ts";
import type { Place } from "../place.ts";

const codes: readonly string[] = ["corrupt", "protocol", "connection-lost"];

export const hostileShortFile: ConformanceCase = {
  name: "hostile-short-file",
  title: "a get of which fewer bytes come than the peer announced errors",
  needs: ["read"],
  async run(place) {
    const address = offered(await place.harness.hostile?.shortFile?.(), "hostile.shortFile");
    const { code } = await refusal("get of a file that ends too early", getAt(place, address));
    mustHold(codes.includes(code), `a file that ends too early is ${codes.join(" or ")}, not ${code}`);
  },
};

async function getAt(place: Place, address: LocationAddress): Promise<void> {
  const session = await place.connect({ address });
  await bytesOf(await session.get("file", place.calm));
}
