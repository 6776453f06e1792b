import { printable } from "@holdfast/contract/peer";
import fc from "fast-check";
import { expect, test } from "vitest";

test("what a peer said stays on one line, and short, whatever it was", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 1000 }), (text) => {
      const line = printable(text);
      expect(line.length).toBeLessThanOrEqual(201);
      expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }),
  );
});

test("plain words are left as they are", () => {
  expect(printable("550 Permission denied.")).toBe("550 Permission denied.");
  expect(printable("one\r\n\u001B[31mtwo")).toBe("one [31mtwo");
});
