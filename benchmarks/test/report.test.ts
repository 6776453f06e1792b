import { expect, test } from "vitest";
import { barChart } from "../report/bar-chart.ts";
import { changes, changeTable } from "../report/compare.ts";
import { lineChart } from "../report/line-chart.ts";
import { page } from "../report/page.ts";

test("bars are as long as their values, and the longest fills the plot", () => {
  const image = barChart("Throughput", "MB/s", [
    { label: "one", value: 100, own: true },
    { label: "two", value: 25, wanted: 50 },
  ]);
  const widths = [...image.matchAll(/<rect class="(\w+)"[^>]* width="([\d.]+)"/g)].map(([, kind, width]) => [
    kind,
    Number(width),
  ]);
  expect(widths).toEqual([
    ["own", 420],
    ["bar", 105],
  ]);
  expect(image).toContain(`class="wanted" d="M${230 + 210} `);
});

test("a line runs from its first point to its last, the highest at the top", () => {
  const image = lineChart("Memory", { x: "seconds", y: "MiB" }, [
    {
      label: "flat",
      points: [
        [0, 50],
        [10, 50],
      ],
    },
    {
      label: "rising",
      points: [
        [0, 0],
        [5, 100],
      ],
    },
    { label: "nothing", points: [] },
  ]);
  expect(image).toContain('d="M60 130L580 130"');
  expect(image).toContain('d="M60 230L320 30"');
});

test("nothing measured is no reason to fail", () => {
  expect(barChart("Nothing", "s", [])).not.toMatch(/NaN|Infinity/);
  expect(barChart("Zero", "s", [{ label: "zero", value: 0 }])).not.toMatch(/NaN|Infinity/);
  expect(lineChart("Nothing", { x: "s", y: "MiB" }, [])).not.toMatch(/NaN|Infinity/);
});

test("names are text in a page and not markup", () => {
  const name = `tar | "<script>" & age`;
  const whole = page(name, { [name]: name }, [barChart(name, name, [{ label: name, value: 1 }])]);
  expect(whole).not.toContain("<script>");
  expect(whole).toContain("tar | &quot;&lt;script&gt;&quot; &amp; age");
});

test("a change is the ratio of medians, with the spread of all pairs", () => {
  const before = { backup: [10, 12, 14], "no more": [1] };
  const found = changes(before, { backup: [5, 6, 8], new: [1] });
  expect(found).toEqual([{ what: "backup", ratio: 2, spread: [10 / 8, 14 / 5] }]);
  expect(changeTable(found)).toMatch(/backup +2\.00 +1\.25 to 2\.80 +faster/);
  expect(changeTable(changes({ a: [1], b: [2, 3] }, { a: [2], b: [2, 3] }))).toMatch(
    /a +0\.50.*SLOWER\nb +1\.00[^a-z]*to[^a-z]*$/,
  );
});
