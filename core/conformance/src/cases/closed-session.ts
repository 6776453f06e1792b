import type { ConformanceCase } from "../conformance-case.ts";
import { contentOf } from "../content.ts";
import { rejection } from "../rejection.ts";

export const closedSession: ConformanceCase = {
  name: "closed-session",
  title: "operations on a closed session reject",
  needs: [],
  async run(place) {
    const session = await place.connect();
    await session.close();
    const put = session.put("file", { size: 3, chunks: [contentOf(3)] }, place.calm);
    await rejection("put on a closed session", put);
    if (session.capabilities.read) {
      await rejection("stat on a closed session", session.stat("file", place.calm));
      await rejection("get on a closed session", session.get("file", place.calm));
    }
    if (session.capabilities.list) {
      await rejection("list on a closed session", Array.fromAsync(session.list("", place.calm)));
    }
  },
};
