import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as immediate } from "node:timers/promises";
import { faultyLocation, memoryLocation } from "@holdfast/conformance";
import { commandPart, directoryPart, streamPart } from "@holdfast/core";
import { describe, expect } from "vitest";
import { failureOf, idsOf, jobTest, success } from "./job-test.ts";
import { storedFiles } from "./stored-files.ts";

const location = { location: "memory:///place" };

/** A program that notes its number, and what `script` says. */
function program(directory: string, script: string): readonly string[] {
  return ["sh", "-c", `echo $$ > ${join(directory, "pid")}; ${script}`];
}

function isRunning(directory: string): boolean {
  const path = join(directory, "pid");
  const pid = existsSync(path) ? readFileSync(path, "utf8").trim() : "";
  return pid !== "" && existsSync(`/proc/${pid}`);
}

/** Whether a process that belongs to nobody runs: one that has ended is its new parent's business. */
function isOrphanRunning(directory: string): boolean {
  try {
    const pid = readFileSync(join(directory, "child"), "utf8").trim();
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

describe("a part that a program writes", () => {
  jobTest(
    "fails the job when the program fails, with what it said",
    async ({ directory, makeCore, server }) => {
      const backup = program(
        directory,
        "head -c 200000 /dev/zero; echo 'no such \u001b[31mdatabase' >&2; exit 3",
      );
      const core = makeCore({ parts: [commandPart({ id: "database", backup })] });
      const status = await core.backUp({ location }).finished;
      expect(status.messages.at(-1)).toMatchObject({
        id: "holdfast.parts.command-failed",
        args: ["database", "sh", "exit code 3", "no such  [31mdatabase"],
      });
      await core.close();
      expect([...storedFiles(server).keys()]).toEqual([]);
    },
  );

  jobTest("fails the job when there is no such program", async ({ makeCore }) => {
    const core = makeCore({ parts: [commandPart({ id: "database", backup: ["/no/such/program"] })] });
    expect(await failureOf(core.backUp({ location }))).toBe("holdfast.parts.command-not-started");
  });

  jobTest(
    "counts as stuck when nothing comes, and is ended with all it started",
    async ({ directory, makeCore }) => {
      const backup = program(
        directory,
        `echo begun; sleep 1000 & echo $! > ${directory}/child; trap '' TERM; wait; sleep 1000`,
      );
      const core = makeCore({ parts: [commandPart({ id: "database", backup, idleTimeoutMs: 1500 })] });
      const status = await core.backUp({ location }).finished;
      expect(status.messages.at(-1)).toMatchObject({
        id: "holdfast.pipeline.source-stuck",
        args: ["database", "2", "sh"],
      });
      await core.close();
      expect(isRunning(directory)).toBe(false);
      expect(isOrphanRunning(directory)).toBe(false);
    },
  );

  jobTest(
    "is ended when the job is cancelled, also in the moment in which it starts",
    async ({ directory, makeCore }) => {
      const backup = program(directory, "sleep 1000");
      for (let round = 0; round < 10; round++) {
        const core = makeCore({ parts: [commandPart({ id: "database", backup })] });
        const job = core.backUp({ location });
        while (!isRunning(directory)) await immediate();
        job.cancel();
        expect(await failureOf(job)).toBe("holdfast.job.cancelled");
        await core.close();
        expect(isRunning(directory)).toBe(false);
        rmSync(join(directory, "pid"));
      }
    },
  );

  jobTest.for([
    { bytes: 300_000, waits: "for a free slice" },
    { bytes: 200_000, waits: "for its last slices" },
  ])("is not taken for stuck while it waits $waits", async ({ bytes }, { directory, makeCore }) => {
    const backup = program(directory, `head -c ${bytes} /dev/urandom`);
    // As many volumes as there are buffers, so that nothing goes on meanwhile.
    const slow = { on: "put", path: /00000[1-3]/, effect: { kind: "delay", milliseconds: 3000 } } as const;
    const core = makeCore({
      parts: [commandPart({ id: "database", backup, idleTimeoutMs: 1500 })],
      locations: [faultyLocation(memoryLocation(), [slow])],
    });
    await success(core.backUp({ location, verify: "none" }));
  });
});

describe("a part that the embedding program makes", () => {
  jobTest("fails the job when its stream fails", async ({ makeCore }) => {
    const open = async function* () {
      yield Buffer.alloc(50_000);
      throw new Error("the settings are locked");
    };
    const core = makeCore({ parts: [streamPart({ id: "settings", open })] });
    const status = await core.backUp({ location }).finished;
    expect(status.messages.at(-1)).toMatchObject({
      id: "holdfast.parts.stream-failed",
      args: ["settings", "the settings are locked"],
    });
  });

  jobTest("fails the job when it cannot be opened, or gives no bytes", async ({ makeCore }) => {
    const broken = streamPart({
      id: "broken",
      open: () => {
        throw new Error("not now");
      },
    });
    const texts = streamPart({ id: "texts", open: () => ["text"] as never });
    for (const part of [broken, texts]) {
      const core = makeCore({ parts: [part] });
      expect(await failureOf(core.backUp({ location }))).toBe("holdfast.parts.stream-failed");
      await core.close();
    }
  });

  jobTest("that hangs is named, and left when the job is over", async ({ makeCore, directory }) => {
    let left = false;
    const open = async function* (signal: AbortSignal) {
      try {
        yield Buffer.from("begun");
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
      } finally {
        left = true;
      }
    };
    writeFileSync(join(directory, "first"), "");
    const core = makeCore({
      parts: [directoryPart({ id: "common", roots: [directory] }), streamPart({ id: "settings", open })],
      settings: { sourceIdleMs: 1500 },
    });
    const status = await core.backUp({ location }).finished;
    expect(status.messages.at(-1)).toMatchObject({
      id: "holdfast.pipeline.source-stuck",
      args: ["settings", "2", "settings"],
    });
    await core.close();
    expect(left).toBe(true);
  });
});

describe("a part of which something is not there", () => {
  jobTest("fails the job before anything is stored", async ({ directory, makeCore, server }) => {
    const core = makeCore({ parts: [directoryPart({ id: "common", roots: [join(directory, "missing")] })] });
    const status = await core.backUp({ location }).finished;
    expect(idsOf(status)).toContain("holdfast.parts.root-missing");
    expect(storedFiles(server).size).toBe(0);
  });

  jobTest("is refused when it lies in the state directory", async ({ directory, makeCore }) => {
    for (const root of ["state", "state/state.db"]) {
      const core = makeCore({ parts: [directoryPart({ id: "common", roots: [join(directory, root)] })] });
      expect(await failureOf(core.backUp({ location }))).toBe("holdfast.parts.root-in-state");
      await core.close();
    }
  });
});
