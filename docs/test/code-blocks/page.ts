/** One fenced block of a Markdown page. */
export interface CodeBlock {
  /** The first word after the fence; empty when there is none. */
  readonly language: string;
  /** The words after it. */
  readonly attributes: readonly string[];
  readonly text: string;
  /** Where the text begins, counted from 1. */
  readonly line: number;
}

const opening = /^(?<indent>\s*)(?<fence>`{3,}|~{3,})(?<info>[^`]*)$/;

/**
 * The fenced blocks of a page, in order (CommonMark, section 4.5; also inside lists, whose indentation is taken away).
 *
 * @throws Error for a fence that is never closed
 */
export function codeBlocks(markdown: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  const lines = markdown.split(/\r?\n/);
  for (let at = 0; at < lines.length; at++) {
    const { indent = "", fence = "", info = "" } = opening.exec(lines[at] ?? "")?.groups ?? {};
    if (fence === "") continue;
    const closing = new RegExp(`^\\s*${fence[0]}{${fence.length},}\\s*$`);
    const end = lines.findIndex((line, index) => index > at && closing.test(line));
    if (end === -1) throw new Error(`The code block of line ${at + 1} is not closed.`);
    const text = lines
      .slice(at + 1, end)
      .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line));
    const [language = "", ...attributes] = info.trim().split(/\s+/);
    blocks.push({ language, attributes, text: text.join("\n"), line: at + 2 });
    at = end;
  }
  return blocks;
}
