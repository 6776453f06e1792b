import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { streamPart } from "@holdfast/core";
import { expect } from "vitest";
import { blocks, rawHeader, tarOf } from "../archive/tar-of.ts";
import { idsOf, jobTest, success } from "../backup/job-test.ts";
import { StoredArchive } from "./stored-archive.ts";

const location = { location: "memory:///place" };

jobTest(
  "an archive that somebody made to break out of its target stays in it",
  async ({ directory, makeCore, server }) => {
    const outside = join(directory, "outside");
    mkdirSync(outside);
    writeFileSync(join(outside, "file"), "untouched");
    const members = tarOf(
      { name: "good", content: "kept" },
      { name: `${outside}/absolute`, content: "x" },
      { name: "../outside/climbed", content: "x" },
      { name: "a/../../outside/climbed", content: "x" },
      { name: "out", type: "symlink", link: outside },
      { name: "out/through-link", content: "x" },
      { name: "stolen", type: "hardlink", link: "out/file" },
      { name: "stolen-too", type: "hardlink", link: "../outside/file" },
      { name: "good", type: "symlink", link: join(outside, "file") },
      { name: "good", content: "written again" },
      { name: "setuid", content: "#!/bin/sh\n", mode: 0o6755 },
    );
    const device = rawHeader("3", { name: "null" as never });
    const fifo = rawHeader("6", { name: "pipe" as never });
    const tar = Buffer.concat([
      blocks(members.subarray(0, -1024).toString("latin1")),
      device,
      fifo,
      Buffer.alloc(1024),
    ]);
    const core = makeCore({ parts: [streamPart({ id: "common", open: () => [tar] as never })] });
    await success(core.backUp({ location, compression: "none" }));

    // Nobody sealed it: whoever may write to the location can turn the stream into a tree.
    const [newest] = await core.list({ location });
    const archive = StoredArchive.at(server, `place/test/sn_fw-01/${newest!.archive}`);
    archive.rename("common.000001", "common.000001.tar");
    archive.recountSums();
    archive.alterManifest(({ parts }) => ({ parts: parts.map((part) => ({ ...part, content: "tar" })) }));
    archive.store(server);

    const target = join(directory, "target");
    const status = await success(core.restore({ location, archive: "latest", target }));
    expect(idsOf(status)).toContain("holdfast.restore.entries-with-problems");
    expect(readdirSync(outside)).toEqual(["file"]);
    expect(readFileSync(join(outside, "file"), "utf8")).toBe("untouched");
    expect(lstatSync(join(outside, "file")).nlink).toBe(1);
    expect(readdirSync(directory).toSorted()).toEqual(["outside", "state", "target"]);
    expect(readFileSync(join(target, "good"), "utf8")).toBe("written again");
    expect(lstatSync(join(target, "setuid")).mode & 0o7777).toBe(0o755);
    for (const name of ["null", "pipe", "stolen", "stolen-too"])
      expect(existsSync(join(target, name))).toBe(false);
  },
);
