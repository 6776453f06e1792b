import type { ConformanceCase } from "../conformance-case.ts";
import { refusedByParse, urlOf } from "../refused-by-parse.ts";

export const parseRefusesOtherLocations: ConformanceCase = {
  name: "parse-refuses-other-locations",
  title: "parse refuses an empty location, a foreign scheme, a foreign type and what is no URL",
  needs: [],
  run(place) {
    const foreign = urlOf(place.address).replace(/^[^:]*/, "x-foreign");
    refusedByParse(place, { location: "" }, "an empty location");
    refusedByParse(place, { location: foreign }, "a foreign scheme");
    refusedByParse(place, { location: "://" }, "a location without a scheme");
    refusedByParse(place, { type: "X-FOREIGN" }, "a type that the plugin does not have");
  },
};
