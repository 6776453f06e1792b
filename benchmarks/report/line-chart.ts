import { escaped, short } from "./markup.ts";

/** A course of values. */
export interface Line {
  readonly label: string;
  /** x and y, x rising. */
  readonly points: readonly (readonly [number, number])[];
}

const [left, top, plotWidth, plotHeight, legendWidth, foot] = [60, 30, 520, 200, 200, 34];
const ticks = 4;

/** Courses over one axis, as an SVG image. */
export function lineChart(
  title: string,
  axes: { readonly x: string; readonly y: string },
  lines: readonly Line[],
): string {
  const points = lines.flatMap((line) => line.points);
  const mostX = Math.max(...points.map(([x]) => x), Number.MIN_VALUE);
  const mostY = Math.max(...points.map(([, y]) => y), Number.MIN_VALUE);
  const atX = (x: number): number => Math.round((left + (x / mostX) * plotWidth) * 10) / 10;
  const atY = (y: number): number => Math.round((top + plotHeight - (y / mostY) * plotHeight) * 10) / 10;
  const grid = Array.from({ length: ticks + 1 }, (_, index) => {
    const [x, y] = [(mostX * index) / ticks, (mostY * index) / ticks];
    return [
      `<path class="grid" d="M${left} ${atY(y)}h${plotWidth}"/>`,
      `<text x="${left - 6}" y="${atY(y) + 4}" text-anchor="end">${short(y)}</text>`,
      `<text x="${atX(x)}" y="${top + plotHeight + 16}" text-anchor="middle">${short(x)}</text>`,
    ].join("");
  });
  const courses = lines.map(({ label, points: [first, ...rest] }, index) => {
    const color = `hsl(${Math.round((index * 360) / lines.length)} 60% 42%)`;
    const y = top + 10 + index * 18;
    const path =
      first === undefined
        ? ""
        : `M${atX(first[0])} ${atY(first[1])}${rest.map(([x, value]) => `L${atX(x)} ${atY(value)}`).join("")}`;
    return [
      `<path class="line" stroke="${color}" d="${path}"/>`,
      `<rect x="${left + plotWidth + 14}" y="${y - 8}" width="10" height="10" fill="${color}"/>`,
      `<text x="${left + plotWidth + 30}" y="${y + 1}">${escaped(label)}</text>`,
    ].join("");
  });
  const width = left + plotWidth + legendWidth;
  const height = Math.max(top + plotHeight + foot, top + lines.length * 18 + 10);
  const heading = `<text class="title" x="0" y="16">${escaped(`${title}: ${axes.y} over ${axes.x}`)}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">${heading}${grid.join("")}${courses.join("")}</svg>`;
}
