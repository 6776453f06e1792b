import type { ConformanceCase } from "../conformance-case.ts";
import { contentOf } from "../content.ts";
import { rejection } from "../rejection.ts";

export const putOverDirectory: ConformanceCase = {
  name: "put-over-directory",
  title: "put in the place of a directory rejects and leaves the directory alone",
  needs: ["read"],
  async run(place) {
    const content = contentOf(10);
    await place.put("directory/file", content);
    await rejection("put in the place of a directory", place.put("directory", contentOf(3)));
    await place.mustHave("directory/file", content, "a file in a directory that a put was to replace");
  },
};
