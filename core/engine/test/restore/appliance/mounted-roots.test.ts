import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { directoryPart } from "@holdfast/core";
import { describeWith } from "@holdfast/testservers";
import { afterAll, describe, expect, test } from "vitest";
import { byteStringOf } from "../../../src/parts/byte-string.ts";
import { listingOf } from "../../archive/listing.ts";
import { content, setTimes } from "../../archive/sample-tree.ts";
import { failureOf, idsOf, jobTest, success } from "../../backup/job-test.ts";
import { SmallDisk } from "../../state/small-disk.ts";

const location = { location: "memory:///place" };
const request = { location, archive: "latest", ignoreWarnings: true };

await describeWith(
  { describe, test, afterAll },
  "small-disk",
  () => SmallDisk.mount(),
  (disk) => {
    jobTest("a root that is mounted has its content exchanged", async ({ directory, makeCore }) => {
      const root = disk.directory;
      mkdirSync(join(root, "conf"));
      writeFileSync(join(root, "conf/rules"), "old");
      writeFileSync(join(root, "gone"), "old");
      const parts = [directoryPart({ id: "common", roots: [root] })];
      const core = makeCore({ parts });
      await success(core.backUp({ location }));
      writeFileSync(join(root, "conf/rules"), "new");
      writeFileSync(join(root, "added"), "new");
      const inode = statSync(root).ino;

      const job = core.restoreAppliance(request);
      await success(job);
      expect(statSync(root).ino).toBe(inode);
      expect(readdirSync(root).toSorted()).toEqual([`.before-${job.id}`, "conf", "gone"]);
      expect(readFileSync(join(root, "conf/rules"), "utf8")).toBe("old");
      const before = join(root, `.before-${job.id}`, root);
      expect(readdirSync(before).toSorted()).toEqual(["added", "conf", "gone"]);
      expect(readFileSync(join(before, "conf/rules"), "utf8")).toBe("new");

      // What was put aside is in no later backup, and survives the next restore.
      await success(core.backUp({ location }));
      const target = join(directory, "target");
      await success(core.restore({ location, archive: "latest", target }));
      expect(readdirSync(join(target, root)).toSorted()).toEqual(["conf", "gone"]);
      const second = core.restoreAppliance(request);
      await success(second);
      expect(readdirSync(root).toSorted()).toEqual(
        [`.before-${job.id}`, `.before-${second.id}`, "conf", "gone"].toSorted(),
      );
      execFileSync("find", [root, "-mindepth", "1", "-delete"]);
    });

    jobTest(
      "what is mounted below a root stays, unless it belongs to the part",
      async ({ directory, makeCore }) => {
        const root = join(directory, "root");
        const inner = join(root, "inner");
        mkdirSync(inner, { recursive: true });
        writeFileSync(join(root, "rules"), "old");
        execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "holdfast", inner]);
        try {
          writeFileSync(join(inner, "data"), "old");
          for (const crossFileSystems of [false, true]) {
            const parts = [directoryPart({ id: "common", roots: [root], crossFileSystems })];
            const place = { location: `memory:///place-${crossFileSystems}` };
            const core = makeCore({ parts, stateDir: join(directory, `state-${crossFileSystems}`) });
            writeFileSync(join(root, "rules"), "old");
            writeFileSync(join(inner, "data"), "old");
            await success(core.backUp({ location: place }));
            writeFileSync(join(root, "rules"), "new");
            writeFileSync(join(inner, "data"), "new");
            await success(core.restoreAppliance({ ...request, location: place }));
            expect(readFileSync(join(root, "rules"), "utf8")).toBe("old");
            expect(readFileSync(join(inner, "data"), "utf8")).toBe(crossFileSystems ? "old" : "new");
          }
        } finally {
          execFileSync("umount", [inner]);
          rmdirSync(inner);
        }
      },
    );

    jobTest("on an overlay, directories of its lower layer are exchanged", async ({ makeCore, escrow }) => {
      for (const name of ["lower", "upper", "work", "root"]) mkdirSync(join(disk.directory, name));
      const layers = ["lower", "upper", "work"].map((name) => join(disk.directory, name));
      make(join(disk.directory, "lower"), {
        etc: { "conf.d": { ten: "factory" }, gone: { deep: "factory" } },
      });
      const root = join(disk.directory, "root");
      const options = `lowerdir=${layers[0]},upperdir=${layers[1]},workdir=${layers[2]}`;
      execFileSync("mount", ["-t", "overlay", "-o", options, "overlay", root]);
      try {
        const etc = join(root, "etc");
        const parts = [directoryPart({ id: "common", roots: [etc] })];
        const core = makeCore({ parts });
        rmSync(join(etc, "gone"), { recursive: true });
        make(etc, { "conf.d": { ten: "old" }, file: "old" });
        await success(core.backUp({ location, recipients: [escrow.recipient.toString()] }));
        const old = listingOf(etc);
        make(etc, { gone: { again: { deep: "new" } }, "conf.d": { ten: "new", more: "new" } });
        rmSync(join(etc, "file"));
        make(etc, { file: { now: "directory" } });
        const sealed = { location, archive: "latest", key: { identities: [escrow.toText()] } };
        await success(core.restoreAppliance(sealed));
        expect(listingOf(etc)).toEqual(old);
      } finally {
        execFileSync("umount", [root]);
        execFileSync("find", [disk.directory, "-mindepth", "1", "-delete"]);
      }
    });

    jobTest(
      "a disk without the space for it refuses the restore, or fails it",
      async ({ makeCore, escrow }) => {
        const root = disk.directory;
        const parts = [directoryPart({ id: "common", roots: [root] })];
        const core = makeCore({ parts });
        writeFileSync(join(root, "large"), content(600_000));
        await success(core.backUp({ location, recipients: [escrow.recipient.toString()] }));
        writeFileSync(join(root, "large"), content(600_001));
        const sealed = { location, archive: "latest", key: { identities: [escrow.toText()] } };
        expect(await failureOf(core.restoreAppliance(sealed))).toBe("holdfast.restore.not-enough-space");
        const status = await core.restoreAppliance({ ...sealed, ignoreWarnings: true }).finished;
        expect(idsOf(status).at(-1)).toBe("holdfast.archive.no-space");
        await core.close();
        expect(readdirSync(root)).toEqual(["large"]);
        expect(readFileSync(join(root, "large")).equals(content(600_001))).toBe(true);
        execFileSync("find", [root, "-mindepth", "1", "-delete"]);
      },
    );
  },
);

/** A tree as nested objects; a leaf is a file's content. */
type Tree = { readonly [name: string]: Tree | string };

function make(directory: string, tree: Tree): void {
  mkdirSync(directory, { recursive: true });
  for (const [name, value] of Object.entries(tree)) {
    if (typeof value === "string") writeFileSync(join(directory, name), value);
    else make(join(directory, name), value);
  }
  setTimes(byteStringOf(directory), 0);
}
