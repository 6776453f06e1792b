import { glob, readFile, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { isMissing } from "@holdfast/testservers";
import { beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { codeBlocks } from "./code-blocks/page.ts";
import { type Page, type Programs, writePrograms } from "./code-blocks/programs.ts";
import { runPage } from "./code-blocks/run.ts";
import { neededPrograms, steps } from "./code-blocks/script.ts";
import { findTools } from "./code-blocks/tools.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const names = await Array.fromAsync(
  glob(["README.md", "{core,plugins,adapters}/*/README.md", "docs/**/*.md"], {
    cwd: root,
    exclude: ["**/node_modules/**"],
  }),
);

function page(name: string, markdown: string): Page {
  try {
    const blocks = codeBlocks(markdown);
    return { name, steps: steps(blocks), needs: neededPrograms(blocks) };
  } catch (cause) {
    throw new Error(`${name}: ${String(cause)}`, { cause });
  }
}

const pages = await Promise.all(
  names.toSorted().map(async (name) => page(name, await readFile(`${root}/${name}`, "utf8"))),
);

describe("every code block compiles and runs:", async () => {
  let programs: Programs;
  beforeAll(async () => {
    programs = await writePrograms(root, pages);
    return () => rm(programs.directory, { recursive: true });
  }, 120_000);

  for (const each of pages) {
    const tools = await findTools(each.needs);
    const [missing, found] = isMissing(tools) ? [`, skipped: ${tools.missing}`, undefined] : ["", tools];
    test.skipIf(found === undefined)(`${each.name}${missing}`, { timeout: 150_000 }, async () => {
      expect(programs.typeErrors.get(each.name) ?? []).toEqual([]);
      const outcome = await runPage(root, each, programs, found);
      expect(outcome, outcome.output).toMatchObject({ code: 0 });
    });
  }
});

async function run(
  markdown: string,
): Promise<{ typeErrors: readonly string[]; code: number | null; output: string }> {
  const only = page("docs/page.md", markdown);
  const programs = await writePrograms(root, [only]);
  onTestFinished(() => rm(programs.directory, { recursive: true }));
  return { typeErrors: programs.typeErrors.get(only.name) ?? [], ...(await runPage(root, only, programs)) };
}

const fence = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\`\n`;

describe("a broken block is noticed:", () => {
  test("a type error, at its line of the page", async () => {
    const { typeErrors } = await run(`# Title\n\n${fence("ts", `const n: number = "text";`)}`);
    expect(typeErrors).toEqual([expect.stringMatching(/^docs\/page\.md\.4\.ts\(4,7\): error TS2322/)]);
  });

  test("a name that a package does not export", async () => {
    const { typeErrors } = await run(fence("ts", `import { absent } from "@holdfast/contract";`));
    expect(typeErrors).toEqual([expect.stringContaining("TS2305")]);
  });

  test("a program that throws", async () => {
    const { code, output } = await run(fence("ts", `throw new Error("on purpose");`));
    expect(output).toContain("on purpose");
    expect(output).toContain("docs/page.md: the block at line 2 ended with 1");
    expect(code).toBe(1);
  });

  test("a failing command, and nothing runs after it", async () => {
    const { code, output } = await run(fence("sh", "false\necho after") + fence("sh", "echo later"));
    expect(output).toBe("docs/page.md: the block at line 2 ended with 1\n");
    expect(code).toBe(1);
  });

  test.each([
    ["an unset variable", fence("sh", "echo $absent"), "absent"],
    ["a command that does not exist", fence("sh", "no-such-command"), "no-such-command"],
  ])("%s", async (_, markdown, said) => {
    const { code, output } = await run(markdown);
    expect(output).toContain(said);
    expect(code).not.toBe(0);
  });

  test.each([
    ["JSON that does not parse", fence("json", "{"), "The JSON of line 2 does not parse"],
    ["another language", fence("python", "pass"), 'not "python "'],
    ["no language", fence("", "x"), 'not " "'],
    ["an unknown attribute", fence("ts sometimes", "x"), 'not "ts sometimes"'],
    ["a need of nothing", fence("sh needs", "x"), 'not "sh needs"'],
    ["a continuation of nothing", fence("ts continued", "x"), "continues no program"],
    ["a fence that is never closed", "```ts\nx", "is not closed"],
  ])("%s", (_, markdown, said) => {
    expect(() => page("docs/page.md", markdown)).toThrow(said);
  });
});

describe("a page", () => {
  test("runs its blocks in order, in one directory and one environment", async () => {
    const { code, output, typeErrors } = await run(
      [
        fence("sh", "greeting=hello\necho $greeting > greeting.txt"),
        fence(
          "ts",
          `import { readFileSync } from "node:fs";\nconst text = readFileSync("greeting.txt", "utf8");`,
        ),
        fence("text", "this is $not run"),
        fence("json", `{ "valid": true }`),
        fence("ts continued", `console.log("ts read", text.trim());`),
        fence("sh", "echo sh has $greeting"),
        "1. A list\n\n   ~~~sh\n   cat <<EOF\n   indented\n   EOF\n   ~~~\n",
      ].join("\nProse.\n\n"),
    );
    expect(typeErrors).toEqual([]);
    expect(output).toBe("ts read hello\nsh has hello\nindented\n");
    expect(code).toBe(0);
  });

  test("imports the workspace's packages from their sources", async () => {
    const { code, output } = await run(
      fence(
        "ts",
        `import { Secret } from "@holdfast/contract";\nconsole.log(new Secret("x").reveal(), import.meta.resolve("@holdfast/contract"));`,
      ),
    );
    expect(output).toMatch(/^x file:.*\/core\/contract\/src\/index\.ts\n$/);
    expect(code).toBe(0);
  });

  test("finds the holdfast command, and a home and a state directory that are not the user's", async () => {
    const { code, output } = await run(
      fence("sh", "command -v holdfast\ncd ..\necho ${HOME#$PWD} ${HOLDFAST_STATE_DIR#$PWD}"),
    );
    expect(output).toBe(`${root}node_modules/.bin/holdfast\n/home /state\n`);
    expect(code).toBe(0);
  });

  test("finds the programs that it needs, each in its own environment", async () => {
    const sought = page("docs/page.md", fence("sh needs shout", "shout loud"));
    expect(sought.needs).toEqual(["shout"]);
    const programs = await writePrograms(root, [sought]);
    onTestFinished(() => rm(programs.directory, { recursive: true }));
    const shout = { path: "/bin/echo", env: { LD_LIBRARY_PATH: "/nowhere" }, root: "/" };
    const { code, output } = await runPage(root, sought, programs, new Map([["shout", shout]]));
    expect(output).toBe("loud\n");
    expect(code).toBe(0);
  });

  test("is left out where a program is missing, unless REQUIRE_SERVERS names it", async () => {
    vi.stubEnv("REQUIRE_SERVERS", "");
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(await findTools(["no-such-program"])).toEqual({
      missing: expect.stringContaining("no-such-program"),
    });
    vi.stubEnv("REQUIRE_SERVERS", "no-such-program");
    await expect(findTools(["no-such-program"])).rejects.toThrow("no-such-program");
  });

  test("ends what its blocks left running", async () => {
    // Whatever still held the page's output would keep this from returning.
    const { code, output } = await run(fence("sh", "sleep 600 &\necho started"));
    expect(output).toBe("started\n");
    expect(code).toBe(0);
  });
});
