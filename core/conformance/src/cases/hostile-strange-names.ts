import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";
import { offered } from "../not-applicable.ts";

export const hostileStrangeNames: ConformanceCase = {
  name: "hostile-strange-names",
  title: "listed names that lead elsewhere or have control characters are left out, the others are not",
  needs: ["list"],
  async run(place) {
    const address = offered(await place.harness.hostile?.strangeNames?.(), "hostile.strangeNames");
    const session = await place.connect({ address });
    const listed = await Array.fromAsync(session.list("", place.calm));
    const names = listed.map((entry) => entry.name);
    mustHold(names.includes("ordinary"), "an ordinary name among strange ones is listed");
    for (const name of names) {
      const isPlain = name !== "" && name !== "." && name !== ".." && !/[\p{Cc}/\\]/u.test(name);
      mustHold(isPlain, `the listed name ${JSON.stringify(name)} is left out`);
    }
  },
};
