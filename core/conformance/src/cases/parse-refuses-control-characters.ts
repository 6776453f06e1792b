import type { ConformanceCase } from "../conformance-case.ts";
import { refusedByParse, urlOf } from "../refused-by-parse.ts";

export const parseRefusesControlCharacters: ConformanceCase = {
  name: "parse-refuses-control-characters",
  title: "parse refuses control characters in location and user, plain and percent-encoded",
  needs: [],
  run(place) {
    const url = urlOf(place.address);
    for (const code of [0x00, 0x09, 0x0a, 0x0d, 0x1b, 0x7f]) {
      const hex = code.toString(16).padStart(2, "0");
      const character = String.fromCodePoint(code);
      refusedByParse(place, { location: `${url}/a${character}b` }, `the control character ${hex}`);
      refusedByParse(place, { location: `${url}/a%${hex}b` }, `the control character %${hex}`);
      refusedByParse(
        place,
        { location: url, user: `a${character}b` },
        `a user with the control character ${hex}`,
      );
    }
  },
};
