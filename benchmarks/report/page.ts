import { escaped } from "./markup.ts";

const style = `
:root { color-scheme: light dark; font: 14px/1.45 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
svg { max-width: 100%; height: auto; display: block; margin: 1.5rem 0; }
svg text { font: 12px system-ui, sans-serif; fill: currentColor; }
svg .title { font-weight: 600; font-size: 13px; }
svg .bar { fill: #8a97a8; } svg .own { fill: #1f7a5c; }
svg .wanted { stroke: #c2410c; stroke-width: 2; }
svg .grid { stroke: currentColor; opacity: 0.15; } svg .line { fill: none; stroke-width: 1.5; }
dt { font-weight: 600; } dd { margin: 0 0 0.3rem 0; }`;

/** An HTML page that needs nothing but itself. */
export function page(
  title: string,
  facts: Readonly<Record<string, string>>,
  images: readonly string[],
): string {
  const list = Object.entries(facts).map(
    ([name, value]) => `<dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>`,
  );
  return [
    "<!doctype html>",
    `<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">`,
    `<title>${escaped(title)}</title><style>${style}\n</style>`,
    `<h1>${escaped(title)}</h1><dl>${list.join("")}</dl>`,
    ...images,
    "</html>",
    "",
  ].join("\n");
}
