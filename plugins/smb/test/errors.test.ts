import { isLocationError } from "@holdfast/contract";
import fc from "fast-check";
import { expect, test } from "vitest";
import { operationError } from "../src/errors.ts";
import { isStatus, ntStatus, type NtStatusName, SmbStatusError } from "../src/protocol/ntstatus.ts";

test.each([
  ["STATUS_LOGON_FAILURE", "unauthenticated", "never"],
  ["STATUS_ACCOUNT_LOCKED_OUT", "unauthenticated", "never"],
  ["STATUS_PASSWORD_EXPIRED", "unauthenticated", "never"],
  ["STATUS_ACCESS_DENIED", "forbidden", "never"],
  ["STATUS_BAD_NETWORK_NAME", "not-found", "never"],
  ["STATUS_DISK_FULL", "no-space", "never"],
  ["STATUS_QUOTA_EXCEEDED", "no-space", "never"],
  ["STATUS_SHARING_VIOLATION", "busy", "same-session"],
  ["STATUS_REQUEST_NOT_ACCEPTED", "busy", "new-session"],
  ["STATUS_NETWORK_SESSION_EXPIRED", "connection-lost", "new-session"],
  ["STATUS_NETWORK_NAME_DELETED", "connection-lost", "new-session"],
  ["STATUS_OBJECT_NAME_INVALID", "invalid-name", "never"],
  ["STATUS_DIRECTORY_NOT_EMPTY", "already-exists", "never"],
  ["STATUS_PATH_NOT_COVERED", "unsupported", "never"],
  ["STATUS_INTERNAL_ERROR", "unexpected", "same-session"],
] as const)("%s is %s and may be tried again: %s", (name, code, retry) => {
  const error = new SmbStatusError(ntStatus[name]);
  expect(isStatus(error, "STATUS_SUCCESS", name)).toBe(true);
  expect(operationError(error, "write file")).toMatchObject({
    code,
    retry,
    peerCode: name,
    message: expect.stringMatching(new RegExp(`^Could not write file: .* \\(${name}\\)\\.$`)),
  });
});

test("a status without a name is told by its number", () => {
  expect(operationError(new SmbStatusError(0xc0001234), "read file")).toMatchObject({
    code: "unexpected",
    peerCode: "NTSTATUS 0xc0001234",
  });
});

test("no two statuses have the same number", () => {
  const numbers = Object.values(ntStatus);
  expect(new Set(numbers).size).toBe(numbers.length);
});

test("every status gives a LocationError, and every other error stays as it is", () => {
  const named = fc.constantFrom(...(Object.keys(ntStatus) as NtStatusName[])).map((name) => ntStatus[name]);
  fc.assert(
    fc.property(fc.oneof(fc.nat(0xffff_ffff), named), fc.string(), (status: number, text) => {
      expect(isLocationError(operationError(new SmbStatusError(status), "read"))).toBe(true);
      expect(operationError(text, "read")).toBe(text);
    }),
  );
});
