import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type ArchiveName,
  formatArchiveName,
  isVersion,
  parseArchiveName,
  stampTime,
} from "../../src/manifest/archive-name.ts";

const names = fc.record<ArchiveName>({
  trigger: fc.constantFrom("M", "S"),
  version: fc.stringMatching(/^[A-Za-z0-9.+~-]{1,64}$/),
  stamp: fc
    .date({ min: new Date("1970-01-01"), max: new Date("9999-12-31"), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-")),
  comment: fc.string({ unit: "grapheme", maxLength: 60 }).filter((text) => !/\p{Cc}/u.test(text)),
});

describe("an archive's name", () => {
  test("says what it was made of, the comment's first 100 bytes among that", () => {
    fc.assert(
      fc.property(names, (name) => {
        const text = formatArchiveName(name);
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(255);
        expect(text).toMatch(/^[A-Za-z0-9._+~-]+$/);
        const parsed = parseArchiveName(text);
        expect(parsed).toEqual({ ...name, comment: parsed?.comment });
        if (Buffer.byteLength(name.comment) < 100) expect(parsed?.comment).toBe(name.comment);
        else expect(name.comment.startsWith(parsed!.comment)).toBe(true);
      }),
    );
  });

  test("cuts a comment between characters", () => {
    const comment = `${"x".repeat(98)}🦊`;
    const name = { trigger: "M", version: "1", stamp: "20270101-000000", comment } as const;
    expect(parseArchiveName(formatArchiveName(name))?.comment).toBe("x".repeat(98));
  });

  test("can be read as vSphere writes it, with padding", () => {
    const comment = "OJ2W4X3CPFPS65TNO4WWEYLDNN2XALLTMNZGS4DUOMXXMY3FNZ2GK4RPMJQWG23VOAXHG2A=";
    expect(parseArchiveName(`S_7.0.2.00500_20170717-132629_${comment}`)).toEqual({
      trigger: "S",
      version: "7.0.2.00500",
      stamp: "20170717-132629",
      comment: "run_by_/vmw-backup-scripts/vcenter/backup.sh",
    });
    expect(parseArchiveName("M_7.0.2.00500_20170717-132629_")?.comment).toBe("");
  });

  test.each([
    "",
    "M_1.0_20270101-000000",
    "X_1.0_20270101-000000_",
    "M_1.0_20271301-000000_",
    "M_1.0_99999999-999999_",
    "M__20270101-000000_",
    "M_1/0_20270101-000000_",
    "M_1.0_20270101-000000_1890",
    `M_1.0_20270101-000000_${"A".repeat(161)}`,
    "M_1.0_20270101-000000_AA\n",
    `M_${"1".repeat(65)}_20270101-000000_`,
  ])("is not %j", (text) => {
    expect(parseArchiveName(text)).toBeUndefined();
  });

  test("holds nothing that steers a terminal, whoever chose it", () => {
    const escape = formatArchiveName({
      trigger: "M",
      version: "1",
      stamp: "20270101-000000",
      comment: "\u001b[2J\u009b1m",
    });
    expect(parseArchiveName(escape)?.comment).toBe("\ufffd[2J\ufffd1m");
  });

  test("tells the time of its start", () => {
    expect(stampTime("20270301-123456").toISOString()).toBe("2027-03-01T12:34:56.000Z");
    expect(["1.0", "4.2.0-rc1+5~x"].every(isVersion)).toBe(true);
    expect(["", "1_0", "1 0", "ü", "1".repeat(65)].some(isVersion)).toBe(false);
  });
});
