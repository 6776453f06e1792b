import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { content } from "../archive/sample-tree.ts";
import { expect } from "vitest";
import { numbersFrom, testSeed } from "../random-numbers.ts";
import { idsOf, jobTest, success } from "./job-test.ts";

const program = fileURLToPath(new URL("children/back-up.ts", import.meta.url));
const moments = 50;
const latestMs = 400;

/** Starts backing up in a process of its own, and resolves when the first job has started. */
async function startBackingUp(directory: string, recipient: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["--conditions=@holdfast/source", program, directory, recipient], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  await lines.next();
  await lines.next();
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

/** A digest of everything in each archive's directory, by the archive's name. */
function digestsOf(archives: string): Map<string, string> {
  const digests = new Map<string, string>();
  for (const archive of readdirSync(archives)) {
    const digest = createHash("sha256");
    for (const name of readdirSync(join(archives, archive)).toSorted()) {
      digest.update(name).update(readFileSync(join(archives, archive, name)));
    }
    digests.set(archive, digest.digest("hex"));
  }
  return digests;
}

jobTest(
  `kill -9 at ${moments} moments: no job stays running, older archives stay as they are, the next backup succeeds`,
  { timeout: 240_000 },
  async ({ directory, makeCore, escrow }) => {
    const seed = testSeed();
    const random = numbersFrom(seed);
    const location = { location: `file://${directory}/location` };
    const archives = join(directory, "location/test/sn_fw-01");
    mkdirSync(join(directory, "source"));
    for (let index = 0; index < 60; index++) {
      writeFileSync(join(directory, `source/${index}`), content(10_000 + index));
    }
    const recipients = [escrow.recipient.toString()];
    const core = makeCore();
    await success(core.backUp({ location, recipients }));
    let complete = digestsOf(archives);
    let interrupted = 0;

    for (let moment = 0; moment < moments; moment++) {
      const child = await startBackingUp(directory, escrow.recipient.toString());
      await sleep(random() * latestMs);
      await kill(child);
      const hint = `seed ${seed}, moment ${moment}`;

      const jobs = core.jobs();
      expect(
        jobs.filter(({ state }) => state === "INPROGRESS"),
        hint,
      ).toEqual([]);
      interrupted += jobs[0] !== undefined && idsOf(jobs[0]).includes("holdfast.job.interrupted") ? 1 : 0;

      const listed = (await core.list({ location })).map(({ archive }) => archive);
      const digests = digestsOf(archives);
      for (const [archive, digest] of complete) expect(digests.get(archive), hint).toBe(digest);
      for (const archive of complete.keys()) expect(listed, hint).toContain(archive);

      if (moment % 5 === 4) {
        await success(core.backUp({ location, recipients }));
        const swept = (await core.list({ location })).map(({ archive }) => archive);
        expect(readdirSync(archives).toSorted(), hint).toEqual(swept.toSorted());
        const key = { identities: [escrow.toText()] };
        for (const archive of swept.slice(0, 3)) await core.verify({ location, archive, key });
      }
      const known = (await core.list({ location })).map(({ archive }) => archive);
      complete = new Map([...digestsOf(archives)].filter(([archive]) => known.includes(archive)));
    }
    expect(interrupted, `seed ${seed}`).toBeGreaterThan(moments / 2);
  },
);
