import { existsSync, linkSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { memoryLocation, MemoryServer } from "@holdfast/conformance";
import { commandPart, directoryPart, type FrameCodec } from "@holdfast/core";
import { describe, expect } from "vitest";
import { content } from "../archive/sample-tree.ts";
import { failureOf, jobTest, success } from "../backup/job-test.ts";

const location = { location: "memory:///place" };

/** A tree of which one file fills several volumes. */
function makeTree(source: string): void {
  mkdirSync(join(source, "etc/app"), { recursive: true });
  mkdirSync(join(source, "other"));
  writeFileSync(join(source, "etc/app/config"), "port = 22\n");
  writeFileSync(join(source, "etc/app/empty"), "");
  writeFileSync(Buffer.from(`${source}/etc/app/caf\xe9`, "latin1"), "not UTF-8");
  writeFileSync(join(source, "etc/large"), content(300_000));
  for (let index = 0; index < 40; index++)
    writeFileSync(join(source, `other/${index}`), content(5000 + index));
  linkSync(join(source, "etc/large"), join(source, "other/link"));
  linkSync(join(source, "etc/large"), join(source, "other/second link"));
}

interface Ways {
  readonly way: string;
  readonly compression: FrameCodec;
  readonly sealed: boolean;
  readonly readFromOffset: boolean;
}

const ways: readonly Ways[] = [
  { way: "ranges of sealed volumes", compression: "zstd", sealed: true, readFromOffset: true },
  { way: "whole sealed volumes", compression: "none", sealed: true, readFromOffset: false },
  { way: "whole volumes that are not sealed", compression: "gzip", sealed: false, readFromOffset: true },
];

describe.each(ways)("paths restored from $way", ({ compression, sealed, readFromOffset }) => {
  jobTest("come back, and nothing else does", async ({ directory, makeCore, escrow }) => {
    const source = join(directory, "source");
    makeTree(source);
    const server = new MemoryServer({ capabilities: { readFromOffset } });
    const core = makeCore({
      locations: [memoryLocation({ localhost: server })],
      parts: [
        directoryPart({ id: "common", roots: [source] }),
        commandPart({ id: "database", backup: ["true"] }),
      ],
    });
    const sealing = sealed ? { recipients: [escrow.recipient.toString()] } : {};
    await success(core.backUp({ location, compression, verify: "none", ...sealing }));
    const key = sealed ? { identities: [escrow.toText()] } : {};
    let targets = 0;
    const restore = async (...paths: string[]): Promise<string> => {
      const target = join(directory, `target-${++targets}`);
      await success(core.restore({ location, archive: "latest", key, target, paths }));
      return target;
    };

    const config = await restore(join(source, "etc/app"));
    expect(readFileSync(join(config, source, "etc/app/config"), "utf8")).toBe("port = 22\n");
    expect(readFileSync(join(config, source, "etc/app/empty"))).toHaveLength(0);
    const strange = Buffer.from(`${config}${source}/etc/app/caf\xe9`, "latin1");
    expect(readFileSync(strange, "utf8")).toBe("not UTF-8");
    expect(existsSync(join(config, source, "etc/large"))).toBe(false);
    expect(existsSync(join(config, source, "other"))).toBe(false);

    const large = await restore(join(source, "etc/large").slice(1));
    expect(readFileSync(join(large, source, "etc/large")).equals(content(300_000))).toBe(true);

    const links = await restore(
      join(source, "other/second link"),
      join(source, "other/link"),
      `${source}/other/39`,
    );
    const link = lstatSync(join(links, source, "other/link"));
    expect(readFileSync(join(links, source, "other/link")).equals(content(300_000))).toBe(true);
    expect(lstatSync(join(links, source, "other/second link")).ino).toBe(link.ino);
    expect(readFileSync(join(links, source, "other/39")).equals(content(5039))).toBe(true);
    expect(existsSync(join(links, source, "other/1"))).toBe(false);

    const both = await restore("database", join(source, "other/1"));
    expect(readFileSync(join(both, "database"))).toHaveLength(0);
    expect(readFileSync(join(both, source, "other/1"))).toHaveLength(5001);
    expect(existsSync(join(both, source, "other/10"))).toBe(false);

    const missing = core.restore({
      location,
      archive: "latest",
      key,
      target: join(directory, "none"),
      paths: [join(source, "etc/app/config"), join(source, "etc/ap")],
    });
    expect(await failureOf(missing)).toBe("holdfast.restore.path-not-found");
    expect(existsSync(join(directory, "none"))).toBe(false);
  });
});
