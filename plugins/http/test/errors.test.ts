import { isLocationError } from "@holdfast/contract";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { connectionError } from "../src/connection-errors.ts";
import { statusError } from "../src/errors.ts";
import type { Answer } from "../src/protocol/answer.ts";

function answerOf(status: number, headers: Record<string, string> = {}, reason = "No"): Answer {
  return { status, statusLine: `${status} ${reason}`, headers } as unknown as Answer;
}

describe("a status", () => {
  test.each([
    [400, "unexpected", "never"],
    [403, "forbidden", "never"],
    [404, "not-found", "never"],
    [405, "unsupported", "never"],
    [409, "unexpected", "same-session"],
    [410, "not-found", "never"],
    [412, "already-exists", "never"],
    [413, "too-large", "never"],
    [414, "invalid-name", "never"],
    [423, "busy", "same-session"],
    [429, "busy", "same-session"],
    [500, "unexpected", "same-session"],
    [501, "unsupported", "never"],
    [502, "unexpected", "same-session"],
    [503, "busy", "same-session"],
    [507, "no-space", "never"],
    [202, "unexpected", "never"],
    [999, "unexpected", "same-session"],
  ])("%d is %s and may be tried again: %s", (status, code, retry) => {
    expect(statusError(answerOf(status), "write file")).toMatchObject({
      code,
      retry,
      peerCode: `HTTP ${status}`,
      message: expect.stringMatching(/^Could not write file: .* \(\d+ No\)\.$/),
    });
  });

  test("413 names the settings that help", () => {
    expect(statusError(answerOf(413), "write x").message).toMatch(/client_max_body_size.*LimitRequestBody/);
  });

  test.each([
    ["120", 120_000],
    ["999999999", 3_600_000],
    ["-5", undefined],
    ["soon", undefined],
    ["Thu, 01 Jan 1970 00:00:00 GMT", 0],
  ])("503 with Retry-After: %s asks to wait %s ms", (header, expected) => {
    expect(statusError(answerOf(503, { "retry-after": header }), "write x").retryAfterMs).toBe(expected);
  });

  test("of any number and reason gives a LocationError of one printable line", () => {
    fc.assert(
      fc.property(fc.nat(), fc.string({ unit: "binary" }), (status, reason) => {
        const error = statusError(answerOf(status, {}, reason), "read");
        expect(isLocationError(error)).toBe(true);
        expect(error.message).not.toMatch(/\p{Cc}/u);
        expect(error.message.length).toBeLessThan(500);
      }),
    );
  });
});

test.each([
  ["a reset", "ECONNRESET", "read ECONNRESET", "connection-lost", "new-session"],
  ["a broken pipe", "EPIPE", "write EPIPE", "connection-lost", "new-session"],
  ["headers that are too large", "HPE_HEADER_OVERFLOW", "Parse Error", "protocol", "new-session"],
  ["no HTTP", "HPE_INVALID_CONSTANT", "Parse Error: Expected HTTP/", "protocol", "new-session"],
  [
    "a certificate that is missing",
    "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED",
    "alert",
    "unauthenticated",
    "never",
  ],
])("a connection that ends with %s", (_, code, message, expected, retry) => {
  const cause = Object.assign(new Error(message), { code });
  expect(connectionError("fw:80", cause)).toMatchObject({
    code: expected,
    retry,
    message: expect.stringMatching(/^fw:80: .*\.$/),
  });
});
