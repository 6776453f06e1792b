import type { LocationSession } from "@holdfast/contract";
import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";
import { contentOf } from "../content.ts";

export const twoSessionsDirectories: ConformanceCase = {
  name: "two-sessions-directories",
  title: "a session sees at once what another one has put, renamed and removed, also in lists",
  needs: ["read", "list", "remove"],
  async run(place) {
    const { session: one, calm } = place;
    const two = await place.connect();
    const mustSee = async (session: LocationSession, expected: readonly string[], after: string) => {
      const listed = await Array.fromAsync(session.list("directory", calm));
      const names = listed.map((entry) => entry.name).toSorted();
      mustHold(
        names.join() === expected.join(),
        `list after ${after}: ${expected.join()}, not ${names.join()}`,
      );
      for (const name of ["first", "second", "third"]) {
        const found = (await session.stat(`directory/${name}`, calm)) !== undefined;
        mustHold(found === expected.includes(name), `stat after ${after} is right about ${name}`);
      }
    };
    const put = (session: LocationSession, name: string): Promise<void> =>
      session.put(`directory/${name}`, { size: 3, chunks: [contentOf(3)] }, calm);

    await mustSee(one, [], "nothing was put");
    await mustSee(two, [], "nothing was put");
    await put(one, "first");
    await mustSee(two, ["first"], "the other session's put");
    await put(two, "second");
    await mustSee(one, ["first", "second"], "the other session's put");
    await two.remove("directory/first", calm);
    await mustSee(one, ["second"], "the other session's removal");
    if (one.capabilities.atomicRename) {
      await one.rename("directory/second", "directory/third", calm);
      await mustSee(two, ["third"], "the other session's renaming");
      await two.rename("directory/third", "directory/second", calm);
    }
    await one.remove("directory/second", calm);
    await two.remove("directory", calm);
    await mustSee(one, [], "the other session's removal of the directory");
    await put(one, "third");
    await mustSee(two, ["third"], "a put into a directory that was removed");
  },
};
