import type { ConformanceCase } from "../conformance-case.ts";
import { contentOf } from "../content.ts";

export const putMakesParents: ConformanceCase = {
  name: "put-makes-parents",
  title: "put makes missing parent directories",
  needs: ["read"],
  async run(place) {
    await place.put("a/b/c/file", contentOf(10, 1));
    await place.put("a/b/other", contentOf(10, 2));
    await place.mustHave("a/b/c/file", contentOf(10, 1), "a file in new directories");
    await place.mustHave("a/b/other", contentOf(10, 2), "a file beside a new directory");
  },
};
