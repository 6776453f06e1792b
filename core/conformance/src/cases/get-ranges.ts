import type { ConformanceCase } from "../conformance-case.ts";
import { contentOf, mustEqual } from "../content.ts";

export const getRanges: ConformanceCase = {
  name: "get-ranges",
  title: "get gives the range that was asked for, cut at the file's end",
  needs: ["read", "readFromOffset"],
  async run(place) {
    const content = contentOf(200_000);
    await place.put("file", content);
    const end = content.length;
    const ranges = [
      { offset: 0, length: 10 },
      { offset: 1, length: 10 },
      { offset: 2, length: 1 },
      { offset: 5, length: 0 },
      { offset: 65_535, length: 65_538 },
      { offset: end - 5, length: 5 },
      { offset: end - 5, length: 100 },
      { offset: end, length: 5 },
      { offset: end + 1000, length: 5 },
    ];
    for (const { offset, length } of ranges) {
      const found = await place.read("file", { offset, length });
      mustEqual(found, content.subarray(offset, offset + length), `${length} bytes from ${offset}`);
    }
    mustEqual(await place.read("file", { offset: 150_000 }), content.subarray(150_000), "all from 150000");
    mustEqual(await place.read("file", { length: 7 }), content.subarray(0, 7), "the first 7 bytes");
  },
};
