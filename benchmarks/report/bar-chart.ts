import { escaped, short } from "./markup.ts";

/** One bar, from 0 to a value. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  /** Whether it stands out from the others. */
  readonly own?: boolean;
  /** Where a line says what is wanted. */
  readonly wanted?: number | undefined;
}

const [labelWidth, barsWidth, valueWidth, rowHeight, headHeight] = [230, 420, 70, 22, 30];

/** Lying bars of one unit, as an SVG image. */
export function barChart(title: string, unit: string, bars: readonly Bar[]): string {
  const most = Math.max(...bars.flatMap(({ value, wanted = 0 }) => [value, wanted]), Number.MIN_VALUE);
  const scale = (value: number): number => Math.round((value / most) * barsWidth * 10) / 10;
  const rows = bars.map(({ label, value, own, wanted }, index) => {
    const y = headHeight + index * rowHeight;
    const goal =
      wanted === undefined
        ? ""
        : `<path class="wanted" d="M${labelWidth + scale(wanted)} ${y}v${rowHeight - 4}"/>`;
    return [
      `<text x="${labelWidth - 8}" y="${y + 13}" text-anchor="end">${escaped(label)}</text>`,
      `<rect class="${own === true ? "own" : "bar"}" x="${labelWidth}" y="${y}" width="${scale(value)}" height="${rowHeight - 4}"/>`,
      goal,
      `<text x="${labelWidth + Math.max(scale(value), scale(wanted ?? 0)) + 6}" y="${y + 13}">${short(value)}</text>`,
    ].join("");
  });
  const [width, height] = [labelWidth + barsWidth + valueWidth, headHeight + bars.length * rowHeight + 6];
  const heading = `<text class="title" x="0" y="16">${escaped(`${title}, ${unit}`)}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">${heading}${rows.join("")}</svg>`;
}
