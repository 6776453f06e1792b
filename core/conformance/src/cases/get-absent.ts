import type { ConformanceCase } from "../conformance-case.ts";
import { rejectsWith } from "../rejection.ts";

export const getAbsent: ConformanceCase = {
  name: "get-absent",
  title: "get of an absent file rejects with not-found",
  needs: ["read"],
  async run(place) {
    await rejectsWith("not-found", "get of an absent file", place.session.get("absent", place.calm));
    const below = place.session.get("absent/directory/file", place.calm);
    await rejectsWith("not-found", "get of a file in an absent directory", below);
  },
};
