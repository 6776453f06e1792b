import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Secret } from "@holdfast/contract";
import { expect } from "vitest";
import { byteStringOf } from "../../../src/parts/byte-string.ts";
import { type Listing, listingOf } from "../../archive/listing.ts";
import { content, setTimes } from "../../archive/sample-tree.ts";
import { jobTest, success } from "../../backup/job-test.ts";
import { numbersFrom, testSeed } from "../../random-numbers.ts";
import { smallAppliance } from "./children/small-appliance.ts";

const program = fileURLToPath(new URL("children/restore.ts", import.meta.url));
const moments = 24;
const phases = ["preparing", "unpacking", "swapping"] as const;
/** Milliseconds after the beginning of each phase. */
const latestMs = { preparing: 300, unpacking: 800, swapping: 500 };

function fill(directory: string, state: "old" | "new"): void {
  const data = join(directory, "data");
  rmSync(data, { recursive: true, force: true });
  for (let index = 0; index < 40; index++) {
    const each = join(data, `tree/${index}`);
    mkdirSync(each, { recursive: true });
    writeFileSync(join(each, "kept"), "kept");
    writeFileSync(join(each, "changed"), `${state} ${index}`);
    writeFileSync(join(each, `only-${state}`), content(1000 + index));
  }
  mkdirSync(join(data, "whole"));
  writeFileSync(join(data, `whole/${state}`), content(100_000));
  for (const name of ["database", "settings"])
    writeFileSync(join(data, name), `${state} ${name}\n`.repeat(500));
  setTimes(byteStringOf(data), state === "old" ? 0 : 1000);
}

/** What the parts have; when their programs wrote it does not count. */
function listing(directory: string): Listing {
  const data = join(directory, "data");
  const content = (name: string): string => readFileSync(join(data, name), "latin1");
  const lines: Record<string, string> = { database: content("database"), settings: content("settings") };
  for (const tree of ["tree", "whole"]) {
    for (const [name, line] of Object.entries(listingOf(join(data, tree)))) {
      // What is left out of backups stays as it is, whatever becomes of the rest.
      if (!name.endsWith("/kept")) lines[`${tree}${name}`] = line;
    }
  }
  return lines;
}

/** Starts a restore, and resolves when it has come to a phase, or to its end. */
async function startRestoring(directory: string, identity: Secret, phase: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["--conditions=@holdfast/source", program, directory], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.end(identity.reveal());
  for await (const line of createInterface({ input: child.stdout })) if (line === phase) break;
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

jobTest(
  `kill -9 at ${moments} moments of a restore: afterwards the appliance is as before, or as in the archive`,
  { timeout: 600_000 },
  async ({ directory, escrow }) => {
    const seed = testSeed();
    const random = numbersFrom(seed);
    const core = smallAppliance(directory);
    fill(directory, "old");
    const old = listing(directory);
    const location = { location: `file://${directory}/location` };
    await success(core.backUp({ location, recipients: [escrow.recipient.toString()] }));
    const seen = { before: 0, archive: 0, healed: 0 };

    for (let moment = 0; moment < moments; moment++) {
      const phase = phases[moment % phases.length] ?? "preparing";
      const delayMs = random() * latestMs[phase];
      const hint = `seed ${seed}, moment ${moment}: ${phase} and ${Math.round(delayMs)} ms`;
      fill(directory, "new");
      rmSync(join(directory, "hooks"), { force: true });
      const before = listing(directory);
      const child = await startRestoring(directory, escrow.toText(), phase);
      await sleep(delayMs);
      await kill(child);

      const said = await core.healRestore();
      const after = listing(directory);
      const isBefore = JSON.stringify(after) === JSON.stringify(before);
      if (!isBefore) expect(after, hint).toEqual(old);
      seen[isBefore ? "before" : "archive"]++;
      seen.healed += said.length > 0 ? 1 : 0;
      expect(await core.healRestore(), hint).toEqual([]);
      expect(
        core.jobs().filter(({ state }) => state === "INPROGRESS"),
        hint,
      ).toEqual([]);
      const places = readdirSync(join(directory, "data")).concat(readdirSync(join(directory, "state")));
      expect(
        places.filter((name) => name.startsWith(".holdfast-")),
        hint,
      ).toEqual([]);
      expect(hooksOf(directory), hint).not.toBe("stop");
    }
    expect(seen.before, `seed ${seed}`).toBeGreaterThan(0);
    expect(seen.archive, `seed ${seed}`).toBeGreaterThan(0);
    expect(seen.healed, `seed ${seed}`).toBeGreaterThan(moments / 4);
    await success(core.backUp({ location, recipients: [escrow.recipient.toString()] }));
    await core.close();
  },
);

/** The last hook that was called. */
function hooksOf(directory: string): string | undefined {
  try {
    return readFileSync(join(directory, "hooks"), "utf8").trim().split("\n").at(-1);
  } catch {
    return undefined;
  }
}
