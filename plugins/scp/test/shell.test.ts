import fc from "fast-check";
import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { quoted, scriptLine } from "../src/shell.ts";

/** What a shell makes of a command line. */
function run(commandLine: string): string {
  return execFileSync("/bin/sh", ["-c", commandLine], { encoding: "utf8" });
}

test("a quoted word is in the form that every shell reads alike", () => {
  expect(quoted("it's")).toBe(String.raw`'it'\''s'`);
  expect(quoted("")).toBe("''");
});

test("arguments of a script come back as they were, whatever is in them", () => {
  const argument = fc.string({ unit: "binary", maxLength: 40 }).filter((text) => !text.includes("\0"));
  const some = fc.array(argument, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(some, (given) => {
      expect(run(scriptLine(`printf "%s|" "$@"`, ...given))).toBe(given.map((each) => `${each}|`).join(""));
    }),
    { numRuns: 50 },
  );
});

test("scripts write messages in English, and files for the user alone", () => {
  expect(run(scriptLine(`umask; ls /does-not-exist 2>&1; exit 0`))).toMatch(
    /^0077\n.*No such file or directory\n$/,
  );
});
