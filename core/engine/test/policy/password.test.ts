import { Secret } from "@holdfast/contract";
import fc from "fast-check";
import { inspect } from "node:util";
import { expect, test } from "vitest";
import { HoldfastError } from "../../src/messages/holdfast-error.ts";
import { checkBackupPassword } from "../../src/policy/password.ts";
import { thrownIds } from "../thrown-ids.ts";

function broken(password: string): readonly string[] {
  return thrownIds(() => checkBackupPassword(new Secret(password))).map((id) =>
    id.replace("holdfast.policy.password-", ""),
  );
}

test.each(["Abcdef1!", "Abcdefghijklmnopq12~", "!!!!!!aA0", "Pass`word1", "PASSw0rd{"])(
  "%s is taken",
  (password) => {
    expect(broken(password)).toEqual([]);
  },
);

test.each([
  ["Abcde1!", ["too-short"]],
  ["Abcdefghijklmnopq123!", ["too-long"]],
  ["abcdef1!", ["without-upper-case"]],
  ["ABCDEF1!", ["without-lower-case"]],
  ["Abcdefg!", ["without-digit"]],
  ["Abcdefg1", ["without-special"]],
  ["Abcdef 1!", ["not-visible-ascii"]],
  ["Abcdef1!\n", ["not-visible-ascii"]],
  ["Abcdef1!\u{7f}", ["not-visible-ascii"]],
  ["Äbcdefg1", ["without-upper-case", "without-special", "not-visible-ascii"]],
  ["Abcdef1é", ["without-special", "not-visible-ascii"]],
  ["Abcdef1١", ["without-special", "not-visible-ascii"]],
  [
    "😀",
    [
      "too-short",
      "without-upper-case",
      "without-lower-case",
      "without-digit",
      "without-special",
      "not-visible-ascii",
    ],
  ],
  ["", ["too-short", "without-upper-case", "without-lower-case", "without-digit", "without-special"]],
])("%j breaks exactly its rules", (password, ids) => {
  expect(broken(password)).toEqual(ids);
});

test("every visible ASCII character is taken, and counts as special when it is neither letter nor digit", () => {
  for (let code = 0x21; code <= 0x7e; code += 1) {
    const character = String.fromCharCode(code);
    const special = !/[A-Za-z0-9]/.test(character);
    expect(broken(`Abcdefg1${character}`)).toEqual(special ? [] : ["without-special"]);
  }
});

test("length is counted in characters, not in UTF-16 units", () => {
  expect(broken("Abcd1!😀😀")).toEqual(["not-visible-ascii"]);
  expect(broken("Abcd1!😀")).toEqual(["too-short", "not-visible-ascii"]);
});

test("an error says nothing of the password, not even its length", () => {
  const mark = fc.string({ minLength: 3, maxLength: 30, unit: fc.constantFrom("Ω", "ж", "\u{1}", "中") });
  fc.assert(
    fc.property(mark, (password) => {
      const error = refusalOf(password);
      const told = `${error.stack} ${inspect(error, { depth: 9 })} ${JSON.stringify(error.messages)}`;
      for (const character of new Set(password)) expect(told).not.toContain(character);
      expect(error.errorType).toBe("INVALID_ARGUMENT");
      expect(error.messages.flatMap(({ args }) => args)).toEqual([]);
    }),
    { numRuns: 50 },
  );
});

function refusalOf(password: string): HoldfastError {
  try {
    checkBackupPassword(new Secret(password));
  } catch (error) {
    if (error instanceof HoldfastError) return error;
    throw error;
  }
  throw new Error("the password was taken");
}
