import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import {
  type BackupCoreOptions,
  commandPart,
  directoryPart,
  filesPart,
  type Part,
  streamPart,
} from "@holdfast/core";
import { type Listing, listingOf } from "../../archive/listing.ts";
import { byteStringOf } from "../../../src/parts/byte-string.ts";
import { content, setTimes } from "../../archive/sample-tree.ts";
import { jobTest } from "../../backup/job-test.ts";

/** A small appliance below a directory. */
export class Appliance {
  readonly directory: string;
  /** What the embedding program itself keeps. */
  sessions = "alice\n";
  /** What the hooks were called for. */
  readonly called: string[] = [];

  constructor(directory: string) {
    this.directory = join(directory, "appliance");
  }

  /** Its data in one of two states. */
  fill(state: "old" | "new"): void {
    const etc = join(this.directory, "etc/app");
    mkdirSync(join(etc, "conf.d"), { recursive: true });
    mkdirSync(join(this.directory, "lib/app/rrd"), { recursive: true });
    writeFileSync(join(etc, "rules"), `${state}\n`);
    writeFileSync(join(etc, `only-${state}`), content(state === "old" ? 30_000 : 40_000));
    writeFileSync(join(etc, "conf.d/10"), content(state === "old" ? 1000 : 2000));
    chmodSync(join(etc, "conf.d"), state === "old" ? 0o755 : 0o700);
    for (let index = 0; index < 40; index++) {
      writeFileSync(join(this.directory, `lib/app/rrd/${index}`), `${state} ${index}`.repeat(500));
    }
    if (state === "old") symlinkSync("rules", join(etc, "link"));
    writeFileSync(join(this.directory, "etc/hostname"), `${state}-host\n`);
    writeFileSync(join(this.directory, "database"), `${state} rows\n`.repeat(2000));
    this.sessions = `${state} sessions\n`;
    setTimes(byteStringOf(this.directory), state === "old" ? 0 : 1000);
  }

  /** Leaves nothing of it but its directory, as after a new installation. */
  empty(): void {
    rmSync(this.directory, { recursive: true });
    mkdirSync(this.directory);
    this.sessions = "";
  }

  /** Everything below it, except what a restore has put aside. */
  listing(): Listing {
    return Object.fromEntries(
      Object.entries(listingOf(this.directory)).filter(
        // Directories in which something is exchanged get a new time; they belong to no part.
        ([name]) => !/\/\.before-/.test(name) && !["", "/etc", "/lib"].includes(name),
      ),
    );
  }

  /** Directories with what a restore has put aside, or left behind. */
  leftovers(): readonly string[] {
    return readdirSync(this.directory, { recursive: true, encoding: "utf8" })
      .filter((name) => /(^|\/)\.(before|holdfast-[a-z]+)-[^/]*$/.test(name))
      .toSorted();
  }

  get database(): string {
    return readFileSync(join(this.directory, "database"), "utf8");
  }

  get parts(): readonly Part[] {
    const database = join(this.directory, "database");
    return [
      directoryPart({ id: "common", roots: [join(this.directory, "etc/app")] }),
      directoryPart({ id: "statistics", roots: [join(this.directory, "lib/app")], optional: true }),
      filesPart({ id: "names", files: [join(this.directory, "etc/hostname")] }),
      commandPart({
        id: "database",
        backup: ["cat", database],
        restore: ["sh", "-c", 'cat > "$0.new" && mv "$0.new" "$0"', database],
      }),
      streamPart({
        id: "sessions",
        open: () => Readable.from([Buffer.from(this.sessions)]),
        restore: async (restored) => void (this.sessions = await text(restored)),
      }),
    ];
  }

  get options(): Pick<BackupCoreOptions, "parts" | "restore"> {
    const call = (name: string) => async (): Promise<void> => void this.called.push(name);
    return { parts: this.parts, restore: { stop: call("stop"), start: call("start") } };
  }
}

/** A test with an appliance that is in its old state. */
export const applianceTest = jobTest.extend<{ appliance: Appliance }>({
  appliance: async ({ directory }, use) => {
    const appliance = new Appliance(directory);
    appliance.fill("old");
    await use(appliance);
  },
});

/** Where the tests' archives lie. */
export const location = { location: "memory:///place" };
