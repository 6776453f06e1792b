import { inspect } from "node:util";
import { expect, test } from "vitest";
import { isSecret, Secret } from "@holdfast/contract";

test("a secret shows itself to reveal() and to nothing else", () => {
  const secret = new Secret("Canary-7f3");
  const shown = [
    `${secret}`,
    JSON.stringify({ secret }),
    inspect(secret),
    inspect({ a: { b: secret } }),
    String(secret),
  ];
  for (const text of shown) expect(text).not.toContain("Canary");
  expect(secret.reveal()).toBe("Canary-7f3");
  expect(isSecret(secret)).toBe(true);
  expect(isSecret({ reveal: () => "x" })).toBe(false);
});
