import fc from "fast-check";
import { expect, test } from "vitest";
import type { IndexEntry } from "../../src/archive/entry.ts";
import { parseIndexLine } from "../../src/archive/index-line.ts";
import { isFrameLine, parseFrameLine } from "../../src/pipeline/frame-line.ts";
import { IndexLines } from "../../src/pipeline/index-lines.ts";

const sliceSize = 4096;

/** What a source does: it reads entries, with content or without, and hears of frames that were placed. */
const stories = fc.array(
  fc.oneof(
    fc.record({ entry: fc.integer({ min: 512, max: 20_000 }) }),
    fc.constant({ entry: undefined }),
    fc.constant("placed" as const),
    fc.constant("take" as const),
  ),
  { maxLength: 60 },
);

test("entries keep their order, and each names the volume of its first frame, which was told before", () => {
  fc.assert(
    fc.property(stories, fc.integer({ min: 1, max: 5 }), (story, framesPerVolume) => {
      const lines = new IndexLines(sliceSize);
      const told: IndexEntry[] = [];
      let position = 0;
      let placed = 0;
      let text = "";
      const place = (): void => {
        const volume = Math.floor(placed / framesPerVolume) + 1;
        lines.frame({ volume, offset: (placed % framesPerVolume) * 100, length: 100 });
        placed++;
      };
      const take = (): void => {
        text += Buffer.from(lines.take()).toString();
        expect(lines.length).toBe(0);
      };
      for (const event of story) {
        if (event === "take") take();
        else if (event === "placed") {
          if ((placed + 1) * sliceSize <= position) place();
        } else {
          const length = event.entry;
          const stored = length === undefined ? {} : { offset: position, length };
          const entry: IndexEntry = {
            path: `entry ${told.length}`,
            type: "file",
            size: 0,
            status: "ok",
            ...stored,
          };
          lines.entry(entry);
          told.push(entry);
          position += length ?? 0;
        }
      }
      for (let left = Math.floor(position / sliceSize) + 1 - placed; left > 0; left--) place();
      take();

      const volumes: number[] = [];
      const entries: IndexEntry[] = [];
      for (const line of text.split("\n").slice(0, -1)) {
        if (isFrameLine(line)) {
          const frame = parseFrameLine(line);
          expect(frame.frame).toBe(volumes.length);
          volumes.push(frame.volume);
          continue;
        }
        const { volume, frame, ...entry } = parseIndexLine(line);
        entries.push(entry);
        if (entry.offset === undefined) continue;
        expect(frame).toBe(Math.floor(entry.offset / sliceSize));
        expect(volume).toBe(volumes[frame!]);
      }
      expect(entries).toEqual(told);
      expect(volumes).toHaveLength(placed);
    }),
  );
});
