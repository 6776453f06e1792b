import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";
import { within } from "../within.ts";

export const closeTwice: ConformanceCase = {
  name: "close-twice",
  title: "close may be called twice, and at the same time",
  needs: [],
  async run(place) {
    const session = await place.connect();
    const closed = Promise.all([session.close(), session.close()]).then(() => session.close());
    const outcome = closed.then(
      () => "",
      (error: unknown) => `: ${String(error)}`,
    );
    const rejected = await within(10_000, "close resolves, and does not hang", outcome);
    mustHold(rejected === "", `close never rejects${rejected}`);
  },
};
