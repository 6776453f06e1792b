import type { LocationSession } from "@holdfast/contract";
import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";
import { bytesOf, contentOf, mustEqual } from "../content.ts";
import { NotApplicable } from "../not-applicable.ts";
import type { Place } from "../place.ts";
import { locationErrorOf } from "../rejection.ts";

const mostSessions = 8;
const mostPerSession = 16;

export const parallelPuts: ConformanceCase = {
  name: "parallel-puts",
  title: "operationsPerSession x sessions puts at the same time store each its own content",
  needs: ["read"],
  async run(place) {
    const { operationsPerSession, sessions } = place.session.capabilities;
    if (operationsPerSession * sessions < 2)
      throw new NotApplicable("one operation at a time is all there is");
    const all = await moreSessions(place, Math.min(sessions, mostSessions));
    const lanes = all.flatMap((session) =>
      Array.from({ length: Math.min(operationsPerSession, mostPerSession) }, () => session),
    );
    const files = lanes.map((session, index) => ({
      session,
      path: `new/directory-${index % 3}/file-${index}`,
      content: contentOf(400_000 + index * 1001, index),
    }));
    await Promise.all(
      files.map(({ session, path, content }) =>
        session.put(path, { size: content.length, chunks: [content] }, place.calm),
      ),
    );
    for (const [index, { path, content }] of files.entries()) {
      const reader = all[(index + 1) % all.length] ?? place.session;
      const found = await bytesOf(await reader.get(path, place.calm));
      mustEqual(found, content, `${path}, of ${files.length} that were put at once`);
    }
  },
};

/** The place's session and others, as many as the server takes. */
async function moreSessions(place: Place, count: number): Promise<LocationSession[]> {
  const sessions = [place.session];
  while (sessions.length < count) {
    try {
      sessions.push(await place.connect());
    } catch (error) {
      const { code } = locationErrorOf(error, "one more session");
      mustHold(code === "busy", `one more session is refused as busy, not as ${code}`);
      break;
    }
  }
  return sessions;
}
