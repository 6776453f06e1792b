import { existsSync } from "node:fs";
import { glob, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const pages = await Array.fromAsync(
  glob(["README.md", "{core,plugins,adapters}/*/README.md", "docs/**/*.md"], {
    cwd: root,
    exclude: ["**/node_modules/**"],
  }),
);

/** Links to places of this repository, without those in code. */
function linksOf(markdown: string): string[] {
  const prose = markdown.replaceAll(/^(`{3,})[^]*?^\1$/gm, "").replaceAll(/`[^`]*`/g, "code");
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  return targets.filter((target) => !/^[a-z]+:/.test(target));
}

/** What GitHub makes of a heading: lower case, no punctuation, hyphens for spaces. */
function anchorsOf(markdown: string): string[] {
  const headings = [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => heading);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

async function broken(page: string, markdown: string): Promise<string[]> {
  const wrong: string[] = [];
  for (const link of linksOf(markdown)) {
    const [path = "", anchor] = link.split("#", 2);
    const target = path === "" ? page : join(dirname(page), path);
    const text = target === page ? markdown : await textOf(target);
    if (text === undefined || (anchor !== undefined && !anchorsOf(text).includes(anchor))) wrong.push(link);
  }
  return wrong;
}

/** Empty for what has no text, such as a directory; `undefined` when there is nothing. */
async function textOf(target: string): Promise<string | undefined> {
  const path = join(root, target);
  return existsSync(path) ? readFile(path, "utf8").catch(() => "") : undefined;
}

test.each(pages.toSorted())("the links of %s lead somewhere", async (page) => {
  expect(await broken(page, await readFile(join(root, page), "utf8"))).toEqual([]);
});

test("a broken link is noticed", async () => {
  const markdown =
    "# Here we are\n[a](README.md) [b](absent.md) [c](#here-we-are) [d](#there) [e](README.md#x) `[f](g)`";
  expect(await broken("docs/page.md", markdown)).toEqual(["absent.md", "#there", "README.md#x"]);
});
