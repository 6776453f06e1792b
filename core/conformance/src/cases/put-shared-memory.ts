import type { ConformanceCase } from "../conformance-case.ts";
import { contentOf } from "../content.ts";

export const putSharedMemory: ConformanceCase = {
  name: "put-shared-memory",
  title: "put takes chunks that lie in shared memory",
  needs: ["read"],
  async run(place) {
    const content = contentOf(200_000);
    const shared = new Uint8Array(new SharedArrayBuffer(300_000), 50_000, content.length);
    shared.set(content);
    await place.put("file", shared.subarray(0, 100_000), shared.subarray(100_000));
    await place.mustHave("file", content, "a file from shared memory");
  },
};
