import { rmSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { commandPart, directoryPart } from "@holdfast/core";
import { describe, expect } from "vitest";
import { operationsTest, refusal } from "./operations-test.ts";

describe("recovery.get", () => {
  operationsTest("says whether there is anything to back up", async ({ coreWith }) => {
    expect(await coreWith().operations.recovery.get()).toEqual({ supported: true });
    expect(await coreWith([], { parts: [] }).operations.recovery.get()).toEqual({ supported: false });
  });
});

describe("backup.parts", () => {
  operationsTest("list tells what the embedder said of each", async ({ coreWith }) => {
    expect(await coreWith().operations.backup.parts.list()).toEqual([
      {
        id: "common",
        name: { id: "holdfast.part.common.name", default_message: "Configuration", args: [] },
        description: { id: "holdfast.part.common.description", default_message: "", args: [] },
        selected_by_default: true,
        optional: false,
      },
      {
        id: "seat",
        name: { id: "holdfast.part.seat.name", default_message: "seat", args: [] },
        description: { id: "holdfast.part.seat.description", default_message: "", args: [] },
        selected_by_default: false,
        optional: true,
      },
    ]);
  });

  operationsTest(
    "get measures a tree in MB, and nobody measures twice at once",
    async ({ directory, coreWith }) => {
      const { parts } = coreWith().operations.backup;
      expect(await parts.get("common")).toBe(1);
      truncateSync(join(directory, "common/file"), 5 * 2 ** 20 + 1);
      expect(await Promise.all([parts.get("common"), parts.get("common")])).toEqual([6, 6]);
    },
  );

  operationsTest("get cannot know what a command will write", async ({ coreWith }) => {
    const core = coreWith([], { parts: [commandPart({ id: "database", backup: ["true"] })] });
    expect(await core.operations.backup.parts.get("database")).toBe(0);
  });

  operationsTest("get fails for unknown parts and missing sources", async ({ directory, coreWith }) => {
    const core = coreWith([], {
      parts: [directoryPart({ id: "common", roots: [join(directory, "common")] })],
    });
    const { parts } = core.operations.backup;
    expect(await refusal(parts.get("moon"))).toEqual(["ERROR", "holdfast.operations.unknown-part"]);
    rmSync(join(directory, "common"), { recursive: true });
    expect(await refusal(parts.get("common"))).toEqual(["ERROR", "holdfast.parts.root-missing"]);
  });
});
