import type { ConformanceCase } from "../conformance-case.ts";
import { contentOf } from "../content.ts";

export const parallelOperations: ConformanceCase = {
  name: "parallel-operations",
  title: "as many operations as operationsPerSession says run at the same time on one session",
  needs: ["read", "operationsPerSession"],
  async run(place) {
    const { operationsPerSession } = place.session.capabilities;
    const files = Array.from({ length: Math.min(operationsPerSession, 16) }, (_, index) => ({
      path: `new/directory/file-${index}`,
      content: contentOf(300_000 + index, index),
    }));
    await Promise.all(files.map(({ path, content }) => place.put(path, content)));
    await Promise.all(
      files.map(({ path, content }) => place.mustHave(path, content, `${path}, of several at once`)),
    );
    await Promise.all(
      files.map(async ({ path, content }, index) => {
        if (index % 2 === 0) return place.mustHave(path, content, `${path}, read while others are replaced`);
        return place.put(path, content.subarray(0, 100));
      }),
    );
  },
};
