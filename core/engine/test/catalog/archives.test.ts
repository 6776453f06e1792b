import { faultyLocation, memoryLocation, MemoryServer } from "@holdfast/conformance";
import { afterEach, describe, expect, test } from "vitest";
import { findArchive, listArchives, listSystems } from "../../src/catalog/archives.ts";
import { sweepUnfinished } from "../../src/catalog/sweep.ts";
import type { Location } from "../../src/transfer/location.ts";
import { openLocation } from "../../src/transfer/open-location.ts";
import { resolveTarget } from "../../src/transfer/location-request.ts";
import { PluginRegistry } from "../../src/transfer/plugin-registry.ts";
import { quickTransfer, rejectedIds } from "../backup/job-test.ts";

const place = { product: "test", system: "fw-01" };
const opened: Location[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((location) => location.close()));
});

/** A location that holds these files, each of them empty. */
function locationWith(paths: readonly string[], server = new MemoryServer()): Location {
  for (const path of paths) server.tree.store(path.split("/"), Buffer.alloc(0));
  const plugin = faultyLocation(memoryLocation({ localhost: server }), []);
  const location = openLocation(resolveTarget({ location: "memory:///" }, new PluginRegistry([plugin])), {
    settings: { timeouts: { connectMs: 1000, idleMs: 1000 }, ...quickTransfer },
    log: { debug: () => {}, info: () => {}, warn: () => {} },
    trust: {},
    resolve: () => Promise.resolve([]),
    onRetry: () => {},
    onStall: () => {},
    signal: new AbortController().signal,
  });
  opened.push(location);
  return location;
}

const system = "test/sn_fw-01";
const manifest = "backup-metadata.json";

describe("the archives of a system", () => {
  test("are those with a manifest, newest first", async () => {
    const location = locationWith([
      `${system}/M_1.0_20270101-000000_/${manifest}`,
      `${system}/S_1.0_20270103-000000_MFRGG/${manifest}`,
      `${system}/M_1.0_20270102-000000_/${manifest}`,
      `${system}/M_1.0_20270104-000000_/common.000001.tar`,
      `${system}/M_1.0_20270105-000000_/${manifest}.partial`,
      `${system}/M_1.0_20270106-000000_/${manifest}/in-the-way`,
      `${system}/M_1.0_20271301-000000_/${manifest}`,
      `${system}/M_1.0_20270107-000000_`,
      `${system}/lost+found/${manifest}`,
      `test/sn_fw-02/M_1.0_20270108-000000_/${manifest}`,
    ]);
    const archives = await listArchives(location, place);
    expect(archives.map(({ archive }) => archive)).toEqual([
      "S_1.0_20270103-000000_MFRGG",
      "M_1.0_20270102-000000_",
      "M_1.0_20270101-000000_",
    ]);
    expect(archives[0]).toEqual({
      archive: "S_1.0_20270103-000000_MFRGG",
      timestamp: new Date("2027-01-03T00:00:00Z"),
      version: "1.0",
      comment: "abc",
    });
    expect((await findArchive(location, place, "latest")).archive).toBe("S_1.0_20270103-000000_MFRGG");
    expect((await findArchive(location, place, "M_1.0_20270101-000000_")).version).toBe("1.0");
    for (const name of ["M_1.0_20270104-000000_", "../sn_fw-02/M_1.0_20270108-000000_", ""]) {
      expect(await rejectedIds(findArchive(location, place, name))).toEqual(["holdfast.catalog.no-archive"]);
    }
  });

  test("can be none", async () => {
    const location = locationWith([]);
    expect(await listArchives(location, place)).toEqual([]);
    expect(await rejectedIds(findArchive(location, place, "latest"))).toEqual([
      "holdfast.catalog.no-archives",
    ]);
  });

  test("cannot be told where the location does not list, though one can be named", async () => {
    const server = new MemoryServer({ capabilities: { list: false } });
    const location = locationWith([`${system}/M_1.0_20270101-000000_/${manifest}`], server);
    expect(await rejectedIds(listArchives(location, place))).toEqual(["holdfast.catalog.not-listable"]);
    expect((await findArchive(location, place, "M_1.0_20270101-000000_")).comment).toBe("");
  });
});

test("systems are told by names that can be asked for", async () => {
  const names = ["sn_fw-02", "sn_", "sn_..", "sn_fw 03", "other", "sn_fw-01"];
  const location = locationWith([...names.map((name) => `test/${name}/x`), "test/sn_file"]);
  expect(await listSystems(location, "test")).toEqual(["fw-01", "fw-02"]);
});

describe("the directory of an unfinished backup", () => {
  const directory = `${system}/M_1.0_20270101-000000_`;

  test("is removed with all that lies in it, and nothing else is", async () => {
    const server = new MemoryServer();
    const names = ["common.000001.tar", "identity.age", `${manifest}.partial`];
    const other = `${system}/M_1.0_20270102-000000_/${manifest}`;
    const location = locationWith([...names.map((name) => `${directory}/${name}`), other], server);
    expect(await sweepUnfinished(location, directory)).toBe(true);
    expect(await sweepUnfinished(location, directory)).toBe(true);
    const left = await location.list(system, 10);
    expect(left.map(({ name }) => name)).toEqual(["M_1.0_20270102-000000_"]);
  });

  test("is left alone when it has a manifest: it is an archive", async () => {
    const location = locationWith([`${directory}/${manifest}`, `${directory}/common.000001.tar`]);
    expect(await sweepUnfinished(location, directory)).toBe(false);
    expect(await location.list(directory, 10)).toHaveLength(2);
  });

  test.each([{ remove: false }, { list: false }, { read: false }])(
    "is left where the location has %j",
    async (off) => {
      const server = new MemoryServer({ capabilities: off });
      const location = locationWith([`${directory}/common.000001.tar`], server);
      expect(await sweepUnfinished(location, directory)).toBe(false);
      expect(server.tree.find([...directory.split("/"), "common.000001.tar"])).toBeDefined();
    },
  );
});
