import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";
import { bytesOf, contentOf, mustEqual } from "../content.ts";

export const twoSessions: ConformanceCase = {
  name: "two-sessions",
  title: "sessions to one directory see each other's files",
  needs: ["read"],
  async run(place) {
    const other = await place.connect();
    const content = contentOf(1000);
    await place.put("directory/file", content);
    mustEqual(
      await bytesOf(await other.get("directory/file", place.calm)),
      content,
      "a get by another session",
    );
    const info = await other.stat("directory/file", place.calm);
    mustHold(info?.kind === "file", "stat finds what another session has put");
    await other.put("directory/file", { size: 3, chunks: [content.subarray(0, 3)] }, place.calm);
    await place.mustHave("directory/file", content.subarray(0, 3), "a get of what another session has put");
  },
};
