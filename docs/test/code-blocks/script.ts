import type { CodeBlock } from "./page.ts";

/** Shell text of one block. */
export interface ShellStep {
  readonly kind: "shell";
  readonly line: number;
  readonly text: string;
}

/** A TypeScript program of one block, or of several that continue it; it runs where the last of them stands. */
export interface ProgramStep {
  readonly kind: "program";
  readonly line: number;
  /** Its lines stand where they stand in the page, so that an error names the page's own line. */
  readonly source: string;
}

export type Step = ShellStep | ProgramStep;

/**
 * What a page's blocks do, in order. JSON is parsed here and then left out.
 *
 * @throws Error naming the line of a block that is not what its language says
 */
export function steps(blocks: readonly CodeBlock[]): Step[] {
  const found: Step[] = [];
  for (const block of blocks) {
    const attributes = isNeeding(block) ? "" : block.attributes.join(" ");
    switch (`${block.language} ${attributes}`.trim()) {
      case "ts":
        found.push({ kind: "program", line: block.line, source: atItsLine("", block) });
        break;
      case "ts continued": {
        const begun = found.findLastIndex(({ kind }) => kind === "program");
        const [program] = begun === -1 ? [] : found.splice(begun, 1);
        if (program?.kind !== "program") throw new Error(`Line ${block.line} continues no program.`);
        found.push({ ...program, source: atItsLine(program.source, block) });
        break;
      }
      case "sh":
        found.push({ kind: "shell", line: block.line, text: block.text });
        break;
      case "json":
        parse(block);
        break;
      case "text":
        break;
      default:
        throw new Error(
          `Line ${block.line}: a code block is ts, sh, json or text, not "${block.language} ${attributes}".`,
        );
    }
  }
  return found;
}

/** The programs that the `sh needs …` blocks of a page name. */
export function neededPrograms(blocks: readonly CodeBlock[]): readonly string[] {
  return blocks.filter(isNeeding).flatMap(({ attributes }) => attributes.slice(1));
}

function isNeeding({ language, attributes: [first, ...programs] }: CodeBlock): boolean {
  return language === "sh" && first === "needs" && programs.length > 0;
}

function atItsLine(source: string, { line, text }: CodeBlock): string {
  return source + "\n".repeat(line - source.split("\n").length) + text;
}

function parse({ line, text }: CodeBlock): void {
  try {
    JSON.parse(text);
  } catch (cause) {
    throw new Error(`The JSON of line ${line} does not parse: ${String(cause)}`, { cause });
  }
}
