import type { ConformanceCase } from "../conformance-case.ts";
import { contentOf } from "../content.ts";

export const putGetSizes: ConformanceCase = {
  name: "put-get-sizes",
  title: "get gives the bytes that put took: 0, 1, and around 64 KiB",
  needs: ["read"],
  async run(place) {
    for (const size of [0, 1, 65_535, 65_536, 65_537]) {
      const content = contentOf(size, size);
      await place.put(`file-${size}`, content);
      await place.mustHave(`file-${size}`, content, `a file of ${size} bytes`);
    }
  },
};
