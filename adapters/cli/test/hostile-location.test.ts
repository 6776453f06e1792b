import { cp, mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Listed, Workplace } from "./workplace.ts";

const title = "\u001b]0;title\u0007\u202e";
/** `title` as the name of an archive carries a comment. */
const titleInBase32 = "DNOTAO3UNF2GYZIH4KAK4";

let workplace: Workplace;
beforeAll(async () => {
  workplace = await Workplace.create();
  await workplace.write("source/file", "content");
  const args = ["backup", "source", "--to", workplace.locationUrl, "--system", "box"];
  expect(await workplace.run(args)).toMatchObject({ code: 0 });
});
afterAll(() => workplace.remove());

/** A copy of the location with one archive, which is not sealed. */
class Copy {
  readonly directory: string;
  readonly from: readonly string[];

  private constructor(directory: string) {
    this.directory = join(directory, "holdfast");
    this.from = ["--from", `file://${directory}`];
  }

  static async make(name: string): Promise<Copy> {
    const directory = join(workplace.directory, name);
    await cp(workplace.location, directory, { recursive: true });
    return new Copy(directory);
  }

  async archive(): Promise<string> {
    const [name = ""] = await readdir(join(this.directory, "sn_box"));
    return name;
  }

  async replaceInManifest(text: string, by: string): Promise<void> {
    const path = join(this.directory, "sn_box", await this.archive(), "backup-metadata.json");
    const manifest = await readFile(path, "utf8");
    expect(manifest).toContain(text);
    await writeFile(path, manifest.replace(text, by));
  }
}

describe.concurrent("at a location that others write to", () => {
  test("what is not a complete archive is not listed", async () => {
    const copy = await Copy.make("incomplete");
    const complete = await copy.archive();
    await mkdir(join(copy.directory, "sn_box/M_0.1.0_20260101-000000_"));
    await mkdir(join(copy.directory, "sn_box/not an archive"));
    await writeFile(join(copy.directory, "sn_box/M_0.1.0_20260101-000001_"), "a file");
    const { code, value } = await workplace.json<readonly Listed[]>([
      "list",
      ...copy.from,
      "--system",
      "box",
    ]);
    expect(code).toBe(0);
    expect(value.map(({ archive }) => archive)).toEqual([complete]);
  });

  test("a manifest of a newer format is refused, and says so", async () => {
    const copy = await Copy.make("newer");
    await copy.replaceInManifest('"format": 1,', '"format": 2,');
    const { code, value } = await workplace.json(["show", "latest", ...copy.from, "--system", "box"]);
    expect(code).toBe(1);
    expect(value).toMatchObject({
      error_type: "UNSUPPORTED",
      messages: [{ id: "holdfast.manifest.newer-format", args: ["2", "1"] }],
    });
  });

  test("terminal sequences are shown, not sent", async () => {
    const copy = await Copy.make("sequences");
    const archive = join(copy.directory, `sn_box/M_0.1.0_20260101-000000_${titleInBase32}`);
    await mkdir(archive);
    await writeFile(join(archive, "backup-metadata.json"), title);
    const list = await workplace.run(["list", ...copy.from, "--system", "box"]);
    expect(list.stdout).toContain("title");
    expect(list.stdout).toContain("\\u202e\n");
    const name = archive.slice(archive.lastIndexOf("/") + 1);
    const show = await workplace.run(["show", name, ...copy.from, "--system", "box"]);
    expect(show.code).toBe(1);
    for (const line of (list.stdout + show.stdout + show.stderr).split("\n")) {
      expect(line).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }
    const { value } = await workplace.json<readonly Listed[]>(["list", ...copy.from, "--system", "box"]);
    expect(value.map(({ comment }) => comment)).toContainEqual(expect.stringMatching(/title.\u202e$/));
  });

  test("neither are those in a message", async () => {
    const copy = await Copy.make("message");
    await copy.replaceInManifest('"name": "box"', '"name": "b\u202eox"');
    const { code, stderr } = await workplace.run(["show", "latest", ...copy.from, "--system", "box"]);
    expect(code).toBe(1);
    expect(stderr).toContain("sn_b\\u202eox");
    expect(stderr).not.toContain("\u202e");
  });

  test("other systems are named when the own one has nothing", async () => {
    const copy = await Copy.make("systems");
    await mkdir(join(copy.directory, "sn_another\u202eone"));
    const { code, stdout, stderr } = await workplace.run(["list", ...copy.from, "--system", "fresh"]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).toMatch(/^There are no archives of fresh at this location, but of .*\bbox\b/);
    expect(stderr).not.toContain("\u202e");
  });

  test("a backup under the name of another system needs --adopt", async () => {
    const copy = await Copy.make("taken");
    const reinstalled = { env: { HOLDFAST_STATE_DIR: join(workplace.directory, "new-state") } };
    const args = ["backup", "source", "--to", copy.from[1] ?? "", "--system", "box"];
    const { code, value } = await workplace.json(args, reinstalled);
    expect({ code, state: value.state }).toEqual({ code: 1, state: "FAILED" });
    expect(value.messages.at(-1)).toMatchObject({ id: "holdfast.backup.system-name-taken" });
    expect(await workplace.json([...args, "--adopt"], reinstalled)).toMatchObject({ code: 0 });
  });

  test("an archive that was moved to another system's directory is refused", async () => {
    const copy = await Copy.make("moved");
    await rename(join(copy.directory, "sn_box"), join(copy.directory, "sn_victim"));
    const args = ["restore", "latest", ...copy.from, "--system", "victim", "--target", "out"];
    const { code, value } = await workplace.json(args);
    expect(code).toBe(1);
    expect(value.messages).toMatchObject([{ id: "holdfast.manifest.wrong-place" }]);
  });
});
