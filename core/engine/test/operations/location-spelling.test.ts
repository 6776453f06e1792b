import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { locationUrl } from "../../src/operations/location-spelling.ts";

describe("a location's spelling becomes a URL:", () => {
  test.for<[type: string | undefined, spelled: string, url: string]>([
    ["FTP", "ftp://h/backup", "ftp://h/backup"],
    [undefined, "ftp://h:21/dir", "ftp://h:21/dir"],
    ["FTP", "ftp://h//srv/dir", "ftp://h//srv/dir"],
    ["SFTP", "sftp://h:2222/backup", "sftp://h:2222/backup"],
    ["SCP", "scp://h//abs", "scp://h/abs"],
    ["SCP", "scp://h/abs", "scp://h/abs"],
    ["SCP", "h/dir", "scp://h/dir"],
    ["scp", "h:/dir", "scp://h/dir"],
    ["SFTP", "h:2222/dir", "sftp://h:2222/dir"],
    ["SFTP", "[2001:db8::7]:/dir", "sftp://[2001:db8::7]/dir"],
    ["SFTP", "[2001:db8::7]:2222/dir", "sftp://[2001:db8::7]:2222/dir"],
    ["NFS", "nfs://h:/export/dir", "nfs://h/export/dir"],
    ["NFS", "h:/export/dir", "nfs://h/export/dir"],
    ["SMB", "smb://h/share/dir", "smb://h/share/dir"],
    ["SMB", "h/F$/dir", "smb://h/F$/dir"],
    ["SMB", String.raw`\\h\share\my dir`, "smb://h/share/my%20dir"],
    ["HTTPS", "h/a b?c#d%e", "https://h/a%20b%3Fc%23d%25e"],
    ["FTP", "h", "ftp://h/"],
    ["FILE", "/srv/backup", "/srv/backup"],
    ["FILE", "file:///srv//backup", "file:///srv//backup"],
    ["TAPE", "h:/dir", "h:/dir"],
    [undefined, "h:/dir", "h:/dir"],
    ["SFTP", "/dir", "/dir"],
    ["SFTP", "", ""],
  ])("%s %s", ([type, spelled, url]) => {
    expect(locationUrl(spelled, type)).toBe(url);
  });

  test("whatever the spelling, a URL stays what it has become", () => {
    const types = fc.constantFrom("FTP", "NFS", "SCP", "SFTP", "SMB", "HTTPS", "FILE", undefined);
    fc.assert(
      fc.property(types, fc.string({ unit: "binary" }), (type, spelled) => {
        const url = locationUrl(spelled, type);
        expect(locationUrl(url, type)).toBe(url);
      }),
    );
  });

  test("and a literal path comes back from it", () => {
    const path = fc.array(
      fc.string({ unit: "grapheme", minLength: 1 }).filter((name) => !name.includes("/")),
    );
    fc.assert(
      fc.property(path, (segments) => {
        const url = locationUrl(`h/${segments.join("/")}`, "FTP");
        expect(decodeURIComponent(url.slice("ftp://h/".length))).toBe(segments.join("/"));
      }),
    );
  });
});
