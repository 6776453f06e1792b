import { describe, expect, test } from "vitest";
import { replyError } from "../src/errors.ts";

function meaning(text: string, otherwise: "forbidden" | "not-found" = "forbidden") {
  const { code, retry } = replyError({ code: Number(text.slice(0, 3)), text }, "do it", "/a/path", otherwise);
  return `${code} ${retry}`;
}

describe("a reply", () => {
  test.each([
    ["421 Timeout.", "connection-lost new-session"],
    ["425 Unable to build data connection: Operation not permitted", "connection-lost new-session"],
    ["426 Failure writing network stream.", "connection-lost new-session"],
    ["450 /a/path: being written", "busy same-session"],
    ["451 Failure writing to local file.", "no-space never"],
    ["451 Rename/move failure: Is a directory", "already-exists never"],
    ["451 Something else", "unexpected same-session"],
    ["452 Transfer aborted. No space left on device", "no-space never"],
    ["500 What?", "unsupported never"],
    ["522 SSL connection failed; session reuse required", "connection-lost new-session"],
    ["530 Please login with USER and PASS.", "unauthenticated never"],
    ["550 /a/path: No such file or directory", "not-found never"],
    ["550 /a/path: Permission denied", "forbidden never"],
    ["550 /a/path: Directory not empty", "already-exists never"],
    ["550 Can't create directory: File exists", "already-exists never"],
    ["550 Disk quota exceeded", "no-space never"],
    ["552 Storage allocation exceeded", "no-space never"],
    ["553 Can't open that file: File name too long", "invalid-name never"],
    ["553 Could not create file.", "forbidden never"],
    ["200 fine", "protocol new-session"],
  ])("%s is %s", (text, expected) => {
    expect(meaning(text)).toBe(expected);
  });

  test("without a reason is what it must be", () => {
    expect(meaning("550 Could not get file size.", "not-found")).toBe("not-found never");
  });

  test("is not judged by the path that it repeats", () => {
    const reply = { code: 550, text: "550 /permission denied/quota: No such file or directory" };
    expect(replyError(reply, "do it", "/permission denied/quota", "forbidden").code).toBe("not-found");
  });

  test("is shown in one line, however the server writes it", () => {
    const text = `550-a\u001b[2J\n550-b\u2028c\n550 ${"x".repeat(10_000)}`;
    const { message, peerCode } = replyError({ code: 550, text }, "do it", "", "forbidden");
    expect(message).not.toMatch(/[\p{Cc}\p{Zl}]/u);
    expect(message.length).toBeLessThan(300);
    expect(peerCode).toBe("550");
  });
});
