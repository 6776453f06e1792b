import { isLocationError } from "@holdfast/contract";
import fc from "fast-check";
import { expect, test } from "vitest";
import { commandError, isAbsence, scpError } from "../src/errors.ts";

test.each([
  ["mkdir: cannot create directory 'a/b': No such file or directory", "not-found"],
  ["scp: a: not a regular file", "not-found"],
  ["sh: 1: cannot create a: Permission denied", "forbidden"],
  ["rm: cannot remove 'a': Read-only file system", "forbidden"],
  ["mv: cannot move 'a' to 'b': No space left on device", "no-space"],
  ["scp: a: Disk quota exceeded", "no-space"],
  ["scp: a: File too large", "too-large"],
  ["mv: cannot stat 'a': File name too long", "invalid-name"],
  ["mkdir: cannot create directory 'a': Not a directory", "already-exists"],
  ["rmdir: failed to remove 'a': Directory not empty", "already-exists"],
])("%s is %s, for good", (text, code) => {
  expect(scpError("write a", text)).toMatchObject({ code, retry: "never" });
  expect(commandError("write a", { code: 1, stderr: `noise\n${text}\n` })).toMatchObject({ code });
});

test("a name that reads like an error is none", () => {
  const text = "scp: /srv/x: No space left on device/y: Input/output error";
  expect(scpError("write y", text)).toMatchObject({ code: "unexpected", retry: "same-session" });
});

test("a program that is missing is told as such", () => {
  expect(commandError("write a", { code: 127, stderr: "sh: scp: not found" })).toMatchObject({
    code: "unsupported",
    retry: "never",
  });
});

test("what ended by a signal says so", () => {
  expect(commandError("write a", { code: undefined, stderr: "" }).message).toBe(
    "Could not write a: the command on the server ended with a signal.",
  );
});

test("any text gives one short line without control characters", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 5000 }), (text) => {
      const error = scpError("write a", text);
      expect(isLocationError(error)).toBe(true);
      expect(error.message).not.toMatch(/\p{Cc}/u);
      expect(error.message.length).toBeLessThan(400);
    }),
  );
});

test("absence is told from other failures", () => {
  expect(isAbsence({ code: 2, stderr: "ls: cannot access 'a': No such file or directory\n" })).toBe(true);
  expect(isAbsence({ code: 2, stderr: "ls: cannot access 'a': Permission denied\n" })).toBe(false);
});
