import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";
import { contentOf } from "../content.ts";

export const putProgress: ConformanceCase = {
  name: "put-progress",
  title: "put tells how many bytes the peer has taken, while it takes them",
  needs: [],
  async run(place) {
    const content = contentOf(5 * 1024 * 1024);
    const told: number[] = [];
    const onProgress = (bytes: number): void => void told.push(bytes);
    await place.session.put(
      "file",
      { size: content.length, chunks: [content] },
      { ...place.calm, onProgress },
    );
    mustHold(
      told.every((bytes) => Number.isSafeInteger(bytes) && bytes > 0),
      "onProgress gets positive numbers of bytes",
    );
    const sum = told.reduce((total, bytes) => total + bytes, 0);
    mustHold(sum === content.length, `onProgress is told all ${content.length} bytes, not ${sum}`);
    mustHold(told.length > 1, "onProgress is called while bytes are taken, not only at the end");
  },
};
