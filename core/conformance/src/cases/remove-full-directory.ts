import type { ConformanceCase } from "../conformance-case.ts";
import { contentOf } from "../content.ts";
import { rejection } from "../rejection.ts";

export const removeFullDirectory: ConformanceCase = {
  name: "remove-full-directory",
  title: "remove of a directory that is not empty rejects and removes nothing",
  needs: ["remove", "read"],
  async run(place) {
    const content = contentOf(10);
    await place.put("directory/below/file", content);
    await rejection("remove of a directory with a directory", place.session.remove("directory", place.calm));
    await rejection("remove of a directory with a file", place.session.remove("directory/below", place.calm));
    await place.mustHave("directory/below/file", content, "a file in a directory that was not to be removed");
  },
};
