import { describe, expect, test } from "vitest";
import { Accounts, Ids } from "../../src/archive/accounts.ts";
import type { ByteString } from "../../src/parts/byte-string.ts";

const passwd = [
  "root:x:0:0:root:/root:/bin/bash",
  "toor:x:0:0::/root:/bin/sh",
  "m\xfcller:x:1000:1000::/home/m:/bin/sh",
  "root:x:7:7::/:/bin/false",
  "# comment:x:8:8",
  "+nis:x:9:9::/:",
  "broken",
  "negative:x:-1:0::/:",
  "large:x:99999999999:0::/:",
].join("\n");

describe("account names", () => {
  test("are read from the files of the system, and the first line counts", () => {
    const ids = new Ids(passwd as ByteString);
    expect(ids.nameOf(0)).toBe("root");
    expect(ids.idOf("root" as ByteString)).toBe(0);
    expect(ids.idOf("toor" as ByteString)).toBe(0);
    expect(ids.nameOf(1000)).toBe("m\xfcller");
    expect(ids.nameOf(7)).toBe("root");
    for (const id of [1, 8, 9, 99_999_999_999]) expect(ids.nameOf(id)).toBe("");
    expect(ids.idOf("nobody" as ByteString)).toBeUndefined();
  });

  test("of this system know root", () => {
    const accounts = Accounts.ofThisSystem();
    expect(accounts.user(0)).toBe("root");
    expect(accounts.uidOf("root" as ByteString)).toBe(0);
    expect(accounts.gidOf(accounts.group(0))).toBe(0);
  });
});
