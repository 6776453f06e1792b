import type { ConformanceCase } from "../conformance-case.ts";
import { refusedByParse, urlOf } from "../refused-by-parse.ts";

export const parseRefusesParent: ConformanceCase = {
  name: "parse-refuses-parent",
  title: "parse refuses `..` in the path, plain and percent-encoded",
  needs: [],
  run(place) {
    const url = urlOf(place.address);
    for (const parent of ["..", "%2e%2e", ".%2E", "%2e."]) {
      refusedByParse(place, { location: `${url}/a/${parent}/b` }, `${parent} inside the path`);
      refusedByParse(place, { location: `${url}/${parent}` }, `${parent} at the end of the path`);
    }
  },
};
