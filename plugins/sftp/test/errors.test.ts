import { isLocationError } from "@holdfast/contract";
import fc from "fast-check";
import { expect, test } from "vitest";
import { connectionError } from "../src/connection-errors.ts";
import { operationError } from "../src/errors.ts";
import { StatusError } from "../src/protocol/status.ts";

test.each([
  [2, "not-found", "never"],
  [3, "forbidden", "never"],
  [4, "unexpected", "same-session"],
  [5, "invalid-name", "never"],
  [6, "connection-lost", "new-session"],
  [7, "connection-lost", "new-session"],
  [8, "unsupported", "never"],
  [14, "no-space", "never"],
  [15, "no-space", "never"],
  [18, "already-exists", "never"],
  [4711, "unexpected", "same-session"],
])("status %d is %s and may be tried again: %s", (status, code, retry) => {
  expect(operationError(new StatusError(status, "No"), "write file")).toMatchObject({
    code,
    retry,
    peerCode: `SSH_FX ${status}`,
    message: expect.stringMatching(/^Could not write file: .* \(“No”\)\.$/),
  });
});

test("every status gives a LocationError, and every other error stays as it is", () => {
  fc.assert(
    fc.property(fc.nat(), fc.string(), (status, text) => {
      expect(isLocationError(operationError(new StatusError(status, text), "read"))).toBe(true);
      expect(operationError(text, "read")).toBe(text);
    }),
  );
});

test.each([
  ["nothing", undefined, "connection-lost"],
  [
    "a socket error",
    { level: "client-socket", code: "ECONNRESET", message: "read ECONNRESET" },
    "connection-lost",
  ],
  ["too many connections", { code: 12, message: "Too many connections" }, "busy"],
  ["too many login attempts", { code: 2, message: "Too many authentication failures" }, "unauthenticated"],
  ["another good-bye", { code: 11, message: "Shutting down" }, "connection-lost"],
  [
    "no algorithm in common",
    { level: "handshake", message: "Handshake failed: no matching C->S cipher" },
    "unsupported",
  ],
  ["a broken packet", { level: "protocol", message: "Bad packet length" }, "protocol"],
])("a connection that ends with %s", (_, given, code) => {
  const cause = given === undefined ? undefined : Object.assign(new Error(given.message), given);
  expect(connectionError("fw:22", cause)).toMatchObject({
    code,
    message: expect.stringMatching(/^fw:22: .*\.$/),
  });
});
