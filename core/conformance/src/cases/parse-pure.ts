import { isDeepStrictEqual, types } from "node:util";
import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";

const { isPromise } = types;

export const parsePure: ConformanceCase = {
  name: "parse-pure",
  title: "parse is pure: it gives equal targets for equal addresses, at once, and leaves the address alone",
  needs: [],
  run(place) {
    const { plugin } = place.harness;
    const address = Object.freeze({ ...place.address, options: Object.freeze({ ...place.address.options }) });
    const before = JSON.stringify(address);
    const first = plugin.parse(address);
    mustHold(!isPromise(first), "parse returns the target itself, not a promise");
    mustHold(
      isDeepStrictEqual(first, plugin.parse(structuredClone(address))),
      "parse gives equal targets for equal addresses",
    );
    mustHold(JSON.stringify(address) === before, "parse does not change the address");
  },
};
