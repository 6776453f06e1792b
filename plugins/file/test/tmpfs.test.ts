import { mkdtemp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { conformanceCases, connectContext, type Harness, runCase } from "@holdfast/conformance";
import type { LocationAddress } from "@holdfast/contract";
import { file } from "@holdfast/location-file";
import { describeWith } from "@holdfast/testservers";
import { allNames, bodyOf, calm, newDirectory, sessionAt } from "./place.ts";
import { mountTmpfs } from "./tmpfs.ts";

const runner = { describe, test, afterAll };
const addressOf = (location: string): LocationAddress => ({ location, type: "FILE", options: {} });

function harnessWith(hooks: Partial<Harness>): Harness {
  return {
    plugin: file,
    address: async () => addressOf(await newDirectory()),
    context: connectContext,
    ...hooks,
  };
}

const casesNamed = (name: string): typeof conformanceCases =>
  conformanceCases.filter((each) => each.name === name);

await describeWith(
  runner,
  "tmpfs of 4 MiB",
  () => mountTmpfs("size=4m,mode=0700"),
  ({ directory }) => {
    const full = async (): Promise<LocationAddress> => addressOf(await mkdtemp(join(directory, "place-")));

    test.each([...casesNamed("full"), ...casesNamed("full-parallel")])("$title", async (each) => {
      expect(await runCase(each, harnessWith({ full }))).toEqual({});
    });

    test("a put for which there is no space keeps the old content and leaves no part behind", async () => {
      const place = await mkdtemp(join(directory, "place-"));
      const session = await sessionAt(place);
      await session.put("file", bodyOf(Buffer.from("old")), calm);
      const put = session.put("file", bodyOf(new Uint8Array(8 * 1024 * 1024)), calm);
      await expect(put).rejects.toMatchObject({ code: "no-space", retry: "never", peerCode: "ENOSPC" });
      expect(await readFile(join(place, "file"), "utf8")).toBe("old");
      expect(await allNames(place)).toEqual(["file"]);
    });

    test("freeSpace tells what is free there, for a directory that is not there yet too", async () => {
      const session = await sessionAt(join(directory, "not", "yet"));
      const free = await session.freeSpace(calm);
      expect(free).toBeGreaterThan(3 * 1024 * 1024);
      expect(free).toBeLessThanOrEqual(4 * 1024 * 1024);
    });
  },
);

await describeWith(
  runner,
  "tmpfs mounted read-only",
  () => mountTmpfs("size=4m,ro"),
  ({ directory }) => {
    test.each(casesNamed("read-only"))("$title", async (each) => {
      expect(await runCase(each, harnessWith({ readOnly: () => addressOf(directory) }))).toEqual({});
    });
  },
);
