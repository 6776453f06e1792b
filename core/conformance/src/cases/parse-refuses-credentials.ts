import { inspect } from "node:util";
import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";
import { refusedByParse, urlOf } from "../refused-by-parse.ts";

export const parseRefusesCredentials: ConformanceCase = {
  name: "parse-refuses-credentials",
  title: "parse refuses credentials in the URL, and does not repeat them",
  needs: [],
  run(place) {
    const password = "Canary-in-the-URL";
    for (const userinfo of [`user:${password}@`, `:${password}@`, "user@"]) {
      const location = urlOf(place.address).replace("://", `://${userinfo}`);
      const error = refusedByParse(place, { location }, "credentials in the URL");
      mustHold(!inspect(error).includes(password), "the error does not repeat the password in the URL");
    }
  },
};
