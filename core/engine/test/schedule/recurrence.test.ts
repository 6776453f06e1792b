import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkRecurrence, checkTimeZone, nextDue } from "../../src/schedule/recurrence.ts";
import type { Recurrence } from "../../src/state/schedule.ts";
import { thrownIds } from "../thrown-ids.ts";

/** The next times, as ISO 8601. */
function times(recurrence: Partial<Recurrence>, after: string, timeZone: string, count: number): string[] {
  const found: string[] = [];
  let last = new Date(after);
  for (let run = 0; run < count; run++) {
    last = nextDue({ minute: 0, hour: 0, days: [], ...recurrence }, last, timeZone);
    found.push(last.toISOString());
  }
  return found;
}

describe("a recurrence", () => {
  test("is due every day at its time in the time zone, and strictly after", () => {
    expect(times({ hour: 2, minute: 30 }, "2026-01-10T01:30:00Z", "Europe/Berlin", 2)).toEqual([
      "2026-01-11T01:30:00.000Z",
      "2026-01-12T01:30:00.000Z",
    ]);
  });

  test("is due on its days only", () => {
    const days = ["SUNDAY", "WEDNESDAY"] as const;
    // 2026-01-10 is a Saturday.
    expect(times({ hour: 4, days }, "2026-01-10T12:00:00Z", "UTC", 3)).toEqual([
      "2026-01-11T04:00:00.000Z",
      "2026-01-14T04:00:00.000Z",
      "2026-01-18T04:00:00.000Z",
    ]);
  });

  test("in the gap of spring is due at its end", () => {
    expect(times({ hour: 2, minute: 30 }, "2026-03-28T00:00:00Z", "Europe/Berlin", 3)).toEqual([
      "2026-03-28T01:30:00.000Z",
      "2026-03-29T01:00:00.000Z",
      "2026-03-30T00:30:00.000Z",
    ]);
  });

  test("that comes twice in autumn is due the first time only", () => {
    expect(times({ hour: 2, minute: 30 }, "2026-10-24T00:00:00Z", "Europe/Berlin", 3)).toEqual([
      "2026-10-24T00:30:00.000Z",
      "2026-10-25T00:30:00.000Z",
      "2026-10-26T01:30:00.000Z",
    ]);
    expect(times({ hour: 1, minute: 30 }, "2026-10-31T12:00:00Z", "America/New_York", 2)).toEqual([
      "2026-11-01T05:30:00.000Z",
      "2026-11-02T06:30:00.000Z",
    ]);
  });

  test("keeps to its day where the clock is changed at midnight", () => {
    expect(
      times({ hour: 0, minute: 30, days: ["SUNDAY"] }, "2018-11-02T00:00:00Z", "America/Sao_Paulo", 2),
    ).toEqual(["2018-11-04T03:00:00.000Z", "2018-11-11T02:30:00.000Z"]);
  });

  test("is due once in each calendar day, in any zone and year", () => {
    const zones = fc.constantFrom(
      "UTC",
      "Europe/Berlin",
      "America/New_York",
      "Australia/Lord_Howe",
      "Asia/Kolkata",
      "America/Santiago",
      "Africa/Cairo",
    );
    const hour = fc.integer({ min: 0, max: 23 });
    const minute = fc.integer({ min: 0, max: 59 });
    const start = fc.date({ min: new Date("2024-01-01"), max: new Date("2036-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(zones, hour, minute, start, (zone, hour, minute, after) => {
        const day = new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" });
        const days = times({ hour, minute }, after.toISOString(), zone, 20).map((time) =>
          day.format(new Date(time)),
        );
        expect(new Set(days).size).toBe(20);
        expect((Date.parse(days.at(-1)!) - Date.parse(days[0]!)) / 86_400_000).toBe(19);
      }),
      { numRuns: 60 },
    );
  });

  test.for<[string, Partial<Recurrence>]>([
    ["minute", { minute: 60 }],
    ["minute", { minute: 1.5 }],
    ["hour", { hour: -1 }],
    ["hour", { hour: 24 }],
    ["day", { days: ["FUNDAY" as "SUNDAY"] }],
  ])("with a wrong %s is refused", ([, given]) => {
    const check = () => checkRecurrence({ minute: 0, hour: 0, days: [], ...given });
    expect(thrownIds(check)).toEqual(["holdfast.schedule.bad-recurrence"]);
  });

  test("needs a time zone that exists", () => {
    expect(thrownIds(() => checkTimeZone("Europe/Berlin"))).toEqual([]);
    expect(thrownIds(() => checkTimeZone("Europe/Atlantis"))).toEqual(["holdfast.schedule.bad-time-zone"]);
  });
});
