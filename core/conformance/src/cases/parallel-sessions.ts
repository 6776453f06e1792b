import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";
import { bytesOf, contentOf, mustEqual } from "../content.ts";
import { locationErrorOf } from "../rejection.ts";

export const parallelSessions: ConformanceCase = {
  name: "parallel-sessions",
  title: "as many sessions as sessions says work at the same time, or more are refused as busy",
  needs: ["sessions"],
  async run(place) {
    const count = Math.min(place.session.capabilities.sessions, 4);
    const attempts = await Promise.allSettled(Array.from({ length: count - 1 }, () => place.connect()));
    const sessions = [place.session];
    for (const attempt of attempts) {
      if (attempt.status === "fulfilled") sessions.push(attempt.value);
      else {
        const error = locationErrorOf(attempt.reason, "one more session");
        mustHold(error.code === "busy", `one more session is refused as busy, not as ${error.code}`);
      }
    }
    await Promise.all(
      sessions.map(async (session, index) => {
        const content = contentOf(300_000, index);
        await session.put(`new/file-${index}`, { size: content.length, chunks: [content] }, place.calm);
        if (!session.capabilities.read) return;
        const found = await bytesOf(await session.get(`new/file-${index}`, place.calm));
        mustEqual(found, content, "a file of one of several sessions");
      }),
    );
  },
};
