import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";
import { contentOf } from "../content.ts";

export const listMany: ConformanceCase = {
  name: "list-many",
  title: "list gives each of 1,000 names",
  needs: ["list"],
  slow: true,
  async run(place) {
    const names = Array.from(
      { length: 1000 },
      (_, index) => `volume.${String(index).padStart(6, "0")}.tar.zst.age`,
    );
    const { operationsPerSession } = place.session.capabilities;
    const waiting = names.values();
    const putAll = async (): Promise<void> => {
      for (const name of waiting) await place.put(`directory/${name}`, contentOf(1));
    };
    await Promise.all(Array.from({ length: Math.min(operationsPerSession, 8) }, putAll));
    const listed = (await place.list("directory")).map((entry) => entry.name).toSorted();
    mustHold(listed.length === names.length, `list gives 1,000 names, not ${listed.length}`);
    mustHold(listed.join() === names.join(), "list gives the names that were put");
  },
};
