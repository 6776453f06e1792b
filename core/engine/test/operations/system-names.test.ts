import { join } from "node:path";
import { Secret } from "@holdfast/contract";
import { describe, expect } from "vitest";
import { backedUp, operationsTest, piece, refusal } from "./operations-test.ts";

const spec = { location: piece.location };

describe("backup.system_name", () => {
  operationsTest("lists the systems of this product", async ({ coreWith }) => {
    const core = coreWith();
    const { systemName } = core.operations.backup;
    expect(await refusal(systemName.list(spec))).toEqual(["NOT_FOUND", "holdfast.operations.no-systems"]);
    await backedUp(core);
    expect(await systemName.list(spec)).toEqual(["fw-01"]);
  });

  operationsTest("needs a location whose type can be told", async ({ coreWith }) => {
    const { systemName } = coreWith().operations.backup;
    expect(await refusal(systemName.list({ location: "host/dir" }))).toEqual([
      "INVALID_ARGUMENT",
      "holdfast.transfer.no-type",
    ]);
  });
});

describe("backup.system_name.archives", { timeout: 120_000 }, () => {
  operationsTest("lists archives newest first, as the filter says", async ({ coreWith }) => {
    const core = coreWith();
    const { archives } = core.operations.backup.systemName;
    for (const comment of ["before the update", "nightly", "after the update"])
      await backedUp(core, { comment });
    const all = await archives.list(spec, "fw-01");
    expect(all.map(({ comment }) => comment)).toEqual(["after the update", "nightly", "before the update"]);
    const [newest, middle] = all;
    const commentsOf = async (filter: Parameters<typeof archives.list>[2]): Promise<readonly string[]> =>
      (await archives.list(spec, "fw-01", filter)).map(({ comment }) => comment);
    expect(await commentsOf({ comment_substring: "update" })).toEqual([
      "after the update",
      "before the update",
    ]);
    expect(await commentsOf({ start_timestamp: middle!.timestamp })).toEqual(["after the update", "nightly"]);
    expect(await commentsOf({ end_timestamp: middle!.timestamp })).toEqual(["nightly", "before the update"]);
    expect(await commentsOf({ max_results: 1 })).toEqual([newest!.comment]);
    expect(await refusal(archives.list(spec, "fw-01", { max_results: 1.5 }))).toEqual([
      "INVALID_ARGUMENT",
      "holdfast.operations.bad-max-results",
    ]);
  });

  operationsTest("gets what one archive's manifest says", async ({ directory, coreWith }) => {
    const core = coreWith();
    const location = `file://${join(directory, "place")}`;
    await backedUp(core, {
      location,
      location_type: "FILE",
      parts: ["seat"],
      comment: "a comment",
      backup_password: new Secret("Correct-horse-7"),
    });
    const { archives } = core.operations.backup.systemName;
    const [summary] = await archives.list({ location }, "fw-01");
    const info = await archives.get({ location }, "fw-01", summary!.archive);
    expect(info).toMatchObject({
      location: `${location}/test/sn_fw-01/${summary!.archive}`,
      parts: ["common", "seat"],
      version: "1.0",
      system_name: "fw-01",
      comment: "a comment",
    });
    expect(info.timestamp.getTime()).toBeGreaterThanOrEqual(summary!.timestamp.getTime());
  });

  operationsTest("does not find other systems, nor other archives", async ({ coreWith }) => {
    const core = coreWith();
    const { archives } = core.operations.backup.systemName;
    await backedUp(core);
    expect(await refusal(archives.list(spec, "fw-02"))).toEqual([
      "NOT_FOUND",
      "holdfast.operations.unknown-system",
    ]);
    expect(await refusal(archives.get(spec, "fw-01", "M_1.0_20200101-000000_"))).toEqual([
      "NOT_FOUND",
      "holdfast.catalog.no-archive",
    ]);
    expect(await refusal(archives.list(spec, "../etc"))).toEqual([
      "INVALID_ARGUMENT",
      "holdfast.catalog.bad-system-name",
    ]);
  });
});
