import fc from "fast-check";
import { expect, test } from "vitest";
import { nextJobId, stampOf } from "../../src/job/job-id.ts";
import { thrownIds } from "../thrown-ids.ts";

const noon = new Date("2027-07-17T12:00:00.900Z");

test("an id is the second of its start in UTC and the build", () => {
  expect(nextJobId(noon, "5318154")).toBe("20270717-120000-5318154");
  expect(stampOf("20270717-120000-5318154")).toBe("20270717-120000");
});

test.each([
  ["20270717-115959-1", "20270717-120000-1"],
  ["20270717-120000-1", "20270717-120001-1"],
  ["20270717-120500-1", "20270717-120501-1"],
  ["20271231-235959", "20280101-000000-1"],
  ["20280228-235959-77", "20280229-000000-1"],
])("after %s comes %s", (last, next) => {
  expect(nextJobId(noon, "1", last)).toBe(next);
});

test("ids are unique and ordered as text, however the clock jumps", () => {
  const clock = fc.date({
    min: new Date("1970-01-01T00:00:00Z"),
    max: new Date("2099-12-31T00:00:00Z"),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(fc.array(clock, { minLength: 2, maxLength: 50 }), (times) => {
      let last: string | undefined;
      for (const now of times) {
        const id = nextJobId(now, "20931", last);
        expect(id).toMatch(/^\d{8}-\d{6}-\d+$/);
        if (last !== undefined) expect(id > last).toBe(true);
        last = id;
      }
    }),
  );
});

test("a build that clients could not take apart is refused", () => {
  for (const build of ["", "1-2", "1.2", "a b", "x\n", "9".repeat(33)])
    expect(thrownIds(() => nextJobId(noon, build))).toEqual(["holdfast.job.invalid-build"]);
});
