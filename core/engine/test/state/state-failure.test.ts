import { expect, test } from "vitest";
import { failure } from "../../src/messages/holdfast-error.ts";
import { isBusy, stateFailure } from "../../src/state/state-failure.ts";

const sqliteError = (errcode: number): Error => Object.assign(new Error("sqlite"), { errcode });
const systemError = (code: string): Error => Object.assign(new Error(code), { code });

test.each([
  [sqliteError(13), "no-space"],
  [systemError("ENOSPC"), "no-space"],
  [systemError("EDQUOT"), "no-space"],
  [sqliteError(8), "unwritable"],
  [sqliteError(8 | (4 << 8)), "unwritable"],
  [sqliteError(14), "unwritable"],
  [systemError("EACCES"), "unwritable"],
  [systemError("EROFS"), "unwritable"],
  [sqliteError(11), "corrupt"],
  [sqliteError(11 | (3 << 8)), "corrupt"],
  [sqliteError(26), "corrupt"],
  [new SyntaxError("Unexpected end of JSON input"), "corrupt"],
  [sqliteError(5), "busy"],
  [sqliteError(5 | (2 << 8)), "busy"],
  [sqliteError(10), "failed"],
  [systemError("EIO"), "failed"],
  ["thrown text", "failed"],
])("%o means %s", (error, what) => {
  const told = stateFailure(error, "state.db");
  expect(told.messages.map(({ id }) => id)).toEqual([`holdfast.state.${what}`]);
  expect(told.message).toContain("state.db");
  expect(told.cause).toBe(error);
  expect(isBusy(error)).toBe(what === "busy");
});

test("what is already told stays as it is", () => {
  const told = failure("holdfast.job.cancelled");
  expect(stateFailure(told, "state.db")).toBe(told);
});
