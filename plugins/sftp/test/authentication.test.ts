import { givenCredentials } from "@holdfast/conformance";
import type { AnyAuthMethod, KeyboardInteractiveAuthMethod, Prompt } from "ssh2";
import { describe, expect, test } from "vitest";
import { LoginAttempts, loginMethods } from "../src/authentication.ts";

const methods: readonly AnyAuthMethod[] = [
  { type: "publickey", username: "backup", key: "key" },
  { type: "password", username: "backup", password: "password" },
];

describe("login attempts", () => {
  test("leave out what the server does not offer", () => {
    const attempts = new LoginAttempts(methods);
    expect(attempts.next(["password"])).toBe(methods[1]);
    expect(attempts.next(["password"])).toBe(false);
  });

  test("take each method once, and another one where the server wants more than one", () => {
    const attempts = new LoginAttempts(methods);
    expect(attempts.next(null)).toBe(methods[0]);
    expect(attempts.next(["publickey", "password"])).toBe(methods[1]);
    expect(attempts.next(["publickey", "password"])).toBe(false);
    expect(attempts.refusal().message).toContain("Tried: publickey, password.");
  });

  test("say what the server offers without what does not belong into a message", () => {
    const attempts = new LoginAttempts(methods);
    attempts.next(["gssapi\u001b[31m", ...Array.from({ length: 1000 }, () => "x")]);
    expect(attempts.refusal().message).toContain("Tried: nothing. The server offers: gssapi??31m, x,");
    expect(attempts.refusal().message.length).toBeLessThan(200);
  });
});

describe("keyboard-interactive", () => {
  async function answers(...prompts: readonly Prompt[]): Promise<readonly string[]> {
    const offered = await loginMethods("backup", givenCredentials({ password: "canary" }));
    const method = offered.find(
      ({ type }) => type === "keyboard-interactive",
    ) as KeyboardInteractiveAuthMethod;
    return new Promise((resolve) => method.prompt("", "", "", [...prompts], resolve));
  }

  test("gives the password to a single hidden question", async () => {
    expect(await answers({ prompt: "Password: ", echo: false })).toEqual(["canary"]);
  });

  test("gives it to no other question", async () => {
    const hidden = { prompt: "Password: ", echo: false };
    const shown = { prompt: "Name: ", echo: true };
    expect(await answers(shown)).toEqual([""]);
    expect(await answers(hidden, hidden)).toEqual(["", ""]);
    expect(await answers()).toEqual([]);
  });
});
