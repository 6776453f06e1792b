import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeWith } from "@holdfast/testservers";
import { afterAll, describe, expect, test } from "vitest";
import { content } from "../archive/sample-tree.ts";
import { SmallDisk } from "../state/small-disk.ts";
import { failureOf, idsOf, jobTest, success } from "./job-test.ts";

await describeWith(
  { describe, test, afterAll },
  "small-disk",
  () => SmallDisk.mount(),
  (disk) => {
    const location = { location: `file://${disk.directory}/place` };
    const archives = join(disk.directory, "place/test/sn_fw-01");

    jobTest(
      "a full disk at the location fails the job, and the next one has its space again",
      async ({ directory, makeCore }) => {
        const source = join(directory, "source");
        mkdirSync(source);
        writeFileSync(join(source, "small"), content(100_000));
        const core = makeCore();
        await success(core.backUp({ location, compression: "none" }));
        const kept = readdirSync(archives);

        writeFileSync(join(source, "large"), content(1_200_000));
        expect(await failureOf(core.backUp({ location, compression: "none" }))).toBe(
          "holdfast.location.no-space",
        );
        expect((await core.list({ location })).map(({ archive }) => archive)).toEqual(kept);
        await core.close();
        expect(readdirSync(archives)).toEqual(kept);

        writeFileSync(join(source, "large"), content(300_000));
        const next = makeCore();
        await success(next.backUp({ location, compression: "none" }));
        for (const { archive } of await next.list({ location })) await next.verify({ location, archive });
      },
    );

    jobTest(
      "a disk that is full to the last byte fails the job before it is begun",
      async ({ directory, makeCore }) => {
        mkdirSync(join(directory, "source"));
        disk.fill();
        // Of its own: job ids of two state directories may be the same.
        const location = { location: `file://${disk.directory}/other` };
        const core = makeCore();
        const status = await core.backUp({ location }).finished;
        disk.free();
        expect(idsOf(status)).toContain("holdfast.location.no-space");
        await core.close();
        await success(makeCore({ stateDir: join(directory, "state") }).backUp({ location }));
      },
    );

    jobTest(
      "a full disk at the target of a restore says so, and leaves no file in part",
      async ({ directory, makeCore }) => {
        const source = join(directory, "source");
        mkdirSync(source);
        for (const name of ["one", "two", "three"]) writeFileSync(join(source, name), content(500_000));
        const place = { location: `file://${directory}/place` };
        const core = makeCore();
        await success(core.backUp({ location: place }));
        const target = join(disk.directory, "target");
        expect(await failureOf(core.restore({ location: place, archive: "latest", target }))).toBe(
          "holdfast.archive.no-space",
        );
        for (const name of readdirSync(join(target, source))) {
          expect(readFileSync(join(target, source, name)).equals(content(500_000))).toBe(true);
        }
      },
    );
  },
);
