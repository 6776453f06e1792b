import { memoryLocation } from "@holdfast/conformance";
import { Secret } from "@holdfast/contract";
import { describe, expect, test } from "vitest";
import { type BackupRequest, planBackup, withDefaults } from "../../src/backup/backup-request.ts";
import { isHoldfastError } from "../../src/messages/holdfast-error.ts";
import { commandPart } from "../../src/parts/command-part.ts";
import type { Part } from "../../src/parts/part.ts";
import { generateIdentity } from "../../src/seal/age/identity.ts";
import { PluginRegistry } from "../../src/transfer/plugin-registry.ts";

const registry = new PluginRegistry([memoryLocation()]);
const recipient = generateIdentity().recipient.toString();
const parts: readonly Part[] = [
  commandPart({ id: "common", backup: ["true"] }),
  commandPart({ id: "seat", backup: ["true"], optional: true }),
];

function plan(request: Partial<BackupRequest>, all = parts) {
  return planBackup({ location: { location: "memory:///place" }, ...request }, all, registry);
}

function wrong(request: Partial<BackupRequest>, all = parts): readonly string[] {
  try {
    plan(request, all);
    return [];
  } catch (error) {
    if (!isHoldfastError(error)) throw error;
    return [error.errorType, ...error.messages.map(({ id }) => id)];
  }
}

function partsOf(request: Partial<BackupRequest>): readonly string[] {
  return plan(request).parts.map(({ id }) => id);
}

describe("a backup's plan", () => {
  test("has all parts, or those that are not optional and those that were named", () => {
    expect(partsOf({})).toEqual(["common", "seat"]);
    expect(partsOf({ parts: [] })).toEqual(["common"]);
    expect(partsOf({ parts: ["seat"] })).toEqual(["common", "seat"]);
  });

  test("completes what was not said", () => {
    expect(plan({})).toMatchObject({
      codec: "zstd",
      level: 1,
      verify: "full",
      trigger: "MANUAL",
      comment: "",
      recipients: [],
      adopt: false,
    });
    expect(plan({ compression: "gzip" }).level).toBe(6);
    expect(plan({ compression: "none" }).level).toBe(0);
  });

  test("takes the system's defaults where the request says nothing", () => {
    const location = { location: "memory:///place" };
    const defaults = { recipients: [recipient], compression: "zstd", level: 7, verify: "sample" } as const;
    expect(withDefaults({ location }, defaults)).toEqual({ location, ...defaults });
    expect(withDefaults({ location, verify: "none", level: 2 }, defaults)).toMatchObject({
      verify: "none",
      level: 2,
    });
    const gzip = withDefaults({ location, compression: "gzip" }, defaults);
    expect(planBackup(gzip, parts, registry)).toMatchObject({
      codec: "gzip",
      level: 6,
      recipients: [recipient],
    });
  });

  test.each<[string, Partial<BackupRequest>]>([
    ["backup.unknown-part", { parts: ["common", "seats"] }],
    ["backup.bad-level", { level: 20 }],
    ["backup.bad-level", { level: 1.5 }],
    ["backup.bad-level", { compression: "none", level: 1 }],
    ["policy.password-too-short", { password: new Secret("Ab1!") }],
    ["seal.invalid-recipient", { recipients: [recipient, "age1wrong"] }],
    ["backup.too-many-recipients", { recipients: Array.from({ length: 21 }, () => recipient) }],
    ["backup.bad-comment", { comment: "a\u0085b" }],
    ["backup.bad-comment", { comment: "\ud800" }],
    ["backup.bad-comment", { comment: "x".repeat(1001) }],
    ["transfer.unknown-type", { location: { location: "gopher://host" } }],
    ["location.invalid-location", { location: { location: "memory://host:x/" } }],
  ])("is refused with %s before any I/O", (id, request) => {
    expect(wrong(request)).toEqual(["INVALID_ARGUMENT", `holdfast.${id}`]);
  });

  test("of nothing is refused", () => {
    const nothing = ["INVALID_ARGUMENT", "holdfast.backup.no-part"];
    expect(wrong({}, [])).toEqual(nothing);
    expect(wrong({ parts: [] }, parts.slice(1))).toEqual(nothing);
  });

  test("is refused with everything that is wrong", () => {
    const request = { parts: ["x"], level: 99, password: new Secret("Abcdefg1"), comment: "\n" };
    expect(wrong(request)).toEqual([
      "INVALID_ARGUMENT",
      "holdfast.backup.unknown-part",
      "holdfast.backup.bad-level",
      "holdfast.policy.password-without-special",
      "holdfast.backup.bad-comment",
    ]);
  });
});
