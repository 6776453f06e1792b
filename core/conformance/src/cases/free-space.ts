import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";
import { contentOf } from "../content.ts";

export const freeSpace: ConformanceCase = {
  name: "free-space",
  title: "freeSpace is a plausible number of bytes",
  needs: ["freeSpace"],
  async run(place) {
    const free = await place.session.freeSpace(place.calm);
    mustHold(Number.isFinite(free) && free >= 0, `freeSpace is a number of bytes, not ${String(free)}`);
    const content = contentOf(1024 * 1024);
    await place.put("file", content);
    mustHold(free >= content.length, `freeSpace said ${free}, yet ${content.length} bytes were stored`);
  },
};
