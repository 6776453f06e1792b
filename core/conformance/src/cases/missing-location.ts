import { addressBelow } from "../address-below.ts";
import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";
import { contentOf } from "../content.ts";

export const missingLocation: ConformanceCase = {
  name: "missing-location",
  title: "a location whose directory does not exist yet is empty, and put makes it",
  needs: [],
  async run(place) {
    const session = await place.connect({ address: addressBelow(place.address, "not/there-yet") });
    const { capabilities } = session;
    if (capabilities.list) {
      const listed = await Array.fromAsync(session.list("", place.calm));
      mustHold(listed.length === 0, "a location that does not exist yet lists nothing");
    }
    if (capabilities.read) {
      const info = await session.stat("file", place.calm);
      mustHold(info === undefined, "nothing lies in a location that does not exist yet");
    }
    await session.put("file", { size: 3, chunks: [contentOf(3)] }, place.calm);
    if (capabilities.read) {
      await place.mustHave("not/there-yet/file", contentOf(3), "a file in a location that put made");
    }
  },
};
