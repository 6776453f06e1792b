import type { ConformanceCase } from "../conformance-case.ts";
import { contentOf } from "../content.ts";
import { rejectsWith } from "../rejection.ts";

export const unsupported: ConformanceCase = {
  name: "unsupported",
  title: "what a capability rules out rejects with unsupported",
  needs: [],
  async run(place) {
    const { session, calm } = place;
    const { read, readFromOffset, list, remove, atomicRename, freeSpace } = session.capabilities;
    await place.put("file", contentOf(10));
    if (!read) {
      await rejectsWith("unsupported", "get without read", session.get("file", calm));
      await rejectsWith("unsupported", "stat without read", session.stat("file", calm));
    } else if (!readFromOffset) {
      const ranged = session.get("file", { ...calm, offset: 1 });
      await rejectsWith("unsupported", "get with an offset without readFromOffset", ranged);
    }
    if (!list) await rejectsWith("unsupported", "list without list", place.list(""));
    if (!remove) await rejectsWith("unsupported", "remove without remove", session.remove("file", calm));
    if (!atomicRename) {
      await rejectsWith("unsupported", "rename without atomicRename", session.rename("file", "new", calm));
    }
    if (!freeSpace) await rejectsWith("unsupported", "freeSpace without freeSpace", session.freeSpace(calm));
  },
};
