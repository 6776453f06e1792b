import type { ConformanceCase } from "../conformance-case.ts";
import { contentOf } from "../content.ts";

export const putGetLarge: ConformanceCase = {
  name: "put-get-large",
  title: "get gives the bytes that put took: 5 MiB",
  needs: ["read"],
  async run(place) {
    const content = contentOf(5 * 1024 * 1024);
    await place.put("file", content);
    await place.mustHave("file", content, "a file of 5 MiB");
  },
};
