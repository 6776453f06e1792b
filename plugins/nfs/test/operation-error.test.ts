import { LocationError } from "@holdfast/contract";
import { describe, expect, test } from "vitest";
import { operationError } from "../src/protocol/client/operation-error.ts";
import { NfsStatusError, statusError } from "../src/protocol/nfs-status.ts";
import { RpcError } from "../src/protocol/rpc/rpc-error.ts";

const user = { uid: 1000, gid: 1000, isReservedPort: false };
const root = { uid: 0, gid: 0, isReservedPort: true };
const doing = "write archive/volume";

describe("a status", () => {
  test.each([
    [1, "NFS3ERR_PERM", "forbidden", "never"],
    [2, "NFS3ERR_NOENT", "not-found", "never"],
    [5, "NFS3ERR_IO", "unexpected", "same-session"],
    [13, "NFS3ERR_ACCES", "forbidden", "never"],
    [17, "NFS3ERR_EXIST", "already-exists", "never"],
    [20, "NFS3ERR_NOTDIR", "already-exists", "never"],
    [21, "NFS3ERR_ISDIR", "already-exists", "never"],
    [27, "NFS3ERR_FBIG", "too-large", "never"],
    [28, "NFS3ERR_NOSPC", "no-space", "never"],
    [30, "NFS3ERR_ROFS", "forbidden", "never"],
    [63, "NFS3ERR_NAMETOOLONG", "invalid-name", "never"],
    [66, "NFS3ERR_NOTEMPTY", "already-exists", "never"],
    [69, "NFS3ERR_DQUOT", "no-space", "never"],
    [70, "NFS3ERR_STALE", "not-found", "new-session"],
    [10_003, "NFS3ERR_BAD_COOKIE", "busy", "same-session"],
    [10_004, "NFS3ERR_NOTSUPP", "unsupported", "never"],
    [10_006, "NFS3ERR_SERVERFAULT", "unexpected", "new-session"],
    [10_008, "NFS3ERR_JUKEBOX", "busy", "same-session"],
    [424_242, "NFS3ERR_424242", "unexpected", "new-session"],
  ])("%i of version 3 is %s, which is %s and retried %s", (status, name, code, retry) => {
    const error = operationError(statusError("NFS3ERR", status, "WRITE"), doing, user);
    expect(error).toBeInstanceOf(LocationError);
    expect(error).toMatchObject({ code, retry, peerCode: name });
    expect((error as Error).message).toMatch(/^Could not write archive\/volume: .+ \(NFS3ERR_\w+\)\.$/);
  });

  test.each([
    [10_008, "NFS4ERR_DELAY", "busy", "same-session"],
    [10_013, "NFS4ERR_GRACE", "busy", "same-session"],
    [10_016, "NFS4ERR_WRONGSEC", "unsupported", "never"],
    [10_019, "NFS4ERR_MOVED", "unsupported", "never"],
    [10_011, "NFS4ERR_EXPIRED", "connection-lost", "new-session"],
    [10_052, "NFS4ERR_BADSESSION", "connection-lost", "new-session"],
    [10_022, "NFS4ERR_STALE_CLIENTID", "connection-lost", "new-session"],
    [10_040, "NFS4ERR_BADCHAR", "invalid-name", "never"],
    [10_041, "NFS4ERR_BADNAME", "invalid-name", "never"],
    [10_012, "NFS4ERR_LOCKED", "busy", "same-session"],
  ])("%i of version 4 is %s, which is %s and retried %s", (status, name, code, retry) => {
    const error = operationError(statusError("NFS4ERR", status, "OPEN"), doing, user);
    expect(error).toMatchObject({ code, retry, peerCode: name });
  });

  test("with which a server asks to come again says when", () => {
    expect(operationError(statusError("NFS3ERR", 10_008, "WRITE"), doing, user)).toMatchObject({
      retryAfterMs: 10_000,
    });
    expect(operationError(statusError("NFS3ERR", 28, "WRITE"), doing, user)).toMatchObject({
      retryAfterMs: undefined,
    });
  });
});

describe("permission denied", () => {
  const denied = new NfsStatusError("NFS3ERR", "ACCES", "CREATE");
  const text = (caller: typeof user): string => (operationError(denied, doing, caller) as Error).message;

  test("names the user, and squashing only to root", () => {
    expect(text(user)).toContain("uid 1000, gid 1000");
    expect(text(user)).not.toContain("squash");
    expect(text(root)).toContain("squash");
  });

  test("names the directory alone when the server says that it takes nothing from this user", () => {
    expect(text(user)).toContain("by the export or by the owner and mode of the directory");
    const asked = new NfsStatusError("NFS3ERR", "ACCES", "CREATE");
    asked.mayExtend = false;
    expect((operationError(asked, doing, user) as Error).message).toContain(
      "uid 1000, gid 1000 by the owner and mode of the directory, in which the server lets them make nothing",
    );
  });

  test("names the source port unless it is a reserved one", () => {
    expect(text(user)).toContain("insecure");
    expect(text(root)).not.toContain("insecure");
  });
});

describe("a call that is refused", () => {
  test.each([
    ["AUTH_TOOWEAK", "forbidden", "never"],
    ["AUTH_BADCRED", "forbidden", "never"],
    ["PROG_UNAVAIL", "unsupported", "never"],
    ["PROG_MISMATCH", "unsupported", "never"],
    ["SYSTEM_ERR", "unexpected", "new-session"],
  ])("with %s is %s", (refusal, code, retry) => {
    const error = operationError(new RpcError(refusal), doing, user);
    expect(error).toMatchObject({ code, retry, peerCode: refusal });
  });
});

test("other errors are handed through", () => {
  const reason = new Error("aborted");
  expect(operationError(reason, doing, user)).toBe(reason);
});
