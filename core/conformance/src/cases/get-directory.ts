import type { ConformanceCase } from "../conformance-case.ts";
import { contentOf } from "../content.ts";
import { rejection } from "../rejection.ts";

export const getDirectory: ConformanceCase = {
  name: "get-directory",
  title: "get of a directory rejects",
  needs: ["read"],
  async run(place) {
    await place.put("directory/file", contentOf(10));
    await rejection("get of a directory", place.read("directory"));
  },
};
