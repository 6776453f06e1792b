import type { ConformanceCase } from "../conformance-case.ts";
import { contentOf } from "../content.ts";
import { rejection } from "../rejection.ts";

export const putUnderFile: ConformanceCase = {
  name: "put-under-file",
  title: "put below a file rejects and leaves the file alone",
  needs: ["read"],
  async run(place) {
    const content = contentOf(10);
    await place.put("file", content);
    await rejection("put below a file", place.put("file/below", contentOf(3)));
    await place.mustHave("file", content, "a file below which a put was refused");
  },
};
