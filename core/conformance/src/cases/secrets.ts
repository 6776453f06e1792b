import type { ConformanceCase } from "../conformance-case.ts";
import { contentOf } from "../content.ts";
import { locationErrorOf } from "../rejection.ts";
import { within } from "../within.ts";

export const secrets: ConformanceCase = {
  name: "secrets",
  title: "no secret appears in an error, its causes or a log line, whatever goes wrong",
  needs: [],
  // What appears is looked at after each case; this one makes go wrong what can.
  async run(place) {
    const { session, calm } = place;
    const { capabilities } = session;
    const small = { size: 3, chunks: [contentOf(3)] };
    await place.put("file", contentOf(3));
    const doomed: (() => Promise<unknown>)[] = [
      () => session.put("file/below", small, calm),
      () => session.put("n".repeat(1000), small, calm),
    ];
    if (capabilities.read) doomed.push(() => session.get("absent", calm));
    if (capabilities.remove) doomed.push(() => session.remove("file/below", calm));
    if (capabilities.atomicRename) doomed.push(() => session.rename("absent", "new", calm));
    doomed.push(async () => {
      const other = await place.connect();
      await other.close();
      await other.put("file", small, calm);
    });
    for (const operation of doomed) {
      const settled = operation().catch((error: unknown) => locationErrorOf(error, "an operation"));
      await within(20_000, "an operation that cannot succeed ends", settled);
    }
  },
};
