import { lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect } from "vitest";
import type { ByteString } from "../../src/parts/byte-string.ts";
import { directoryTest } from "../scratch-directory.ts";
import { extracted, problemIds } from "./extracted.ts";
import { type Listing, listingOf } from "./listing.ts";
import { blocks, end, type MemberSpec, rawHeader, tarOf } from "./tar-of.ts";

/** A directory to extract into, and files beside it that no archive may touch. */
interface Sandbox {
  readonly target: string;
  readonly outside: string;
  /** What lies beside the target now. */
  surroundings(): Listing;
}

const sandboxTest = directoryTest.extend<{ sandbox: Sandbox }>({
  sandbox: async ({ directory }, use) => {
    const target = join(directory, "target");
    const outside = join(directory, "outside");
    mkdirSync(join(outside, "directory"), { recursive: true });
    writeFileSync(join(outside, "secret"), "secret");
    const surroundings = (): Listing => ({ ...listingOf(outside), names: readdirSync(directory).join() });
    mkdirSync(target);
    const before = surroundings();
    await use({ target, outside, surroundings });
    expect(surroundings()).toEqual(before);
  },
});

const refused = (what: string): string => `holdfast.archive.${what}`;

describe("an archive made to write outside of the target does not: it has", () => {
  sandboxTest.for<[string, string]>([
    ["../outside/new", "name-leaves-target"],
    ["a/../../outside/new", "name-leaves-target"],
    ["..", "name-leaves-target"],
    ["/tmp/holdfast-escaped", "absolute-name"],
    ["//tmp/holdfast-escaped", "absolute-name"],
    ["a\0/../b", "impossible-name"],
    [".", "impossible-name"],
    ["./", "impossible-name"],
    ["x/".repeat(100_000), "impossible-name"],
  ])("a file with the name %.30j", ([name, reason], { sandbox: { target } }) => {
    const size = Buffer.byteLength(name);
    const record = (length: number): string => `${length} path=${name}\n`;
    const length = [1, 2, 3, 4, 5, 6]
      .map((digits) => size + 7 + digits)
      .find((sum) => record(sum).length === sum)!;
    const tar = Buffer.concat([
      rawHeader("x", { size: length }),
      blocks(record(length)),
      rawHeader(name.endsWith("/") ? "2" : "0", { link: "t" as ByteString }),
      end,
    ]);
    expect(problemIds(extracted(tar, target))).toEqual([refused(reason)]);
    expect(readdirSync(target)).toEqual([]);
  });

  sandboxTest("a symbolic link out of it, and a file below the link", ({ sandbox: { target, outside } }) => {
    for (const link of [outside, "../outside"]) {
      const tar = tarOf({ name: "d", type: "symlink", link }, { name: "d/new", content: "x" });
      const summary = extracted(tar, target);
      expect(problemIds(summary)).toEqual([refused("parent-not-directory")]);
      expect(summary.linksOutside).toBe(1);
    }
  });

  sandboxTest("a link inside of it, and a file below the link", ({ sandbox: { target } }) => {
    const tar = tarOf(
      { name: "real", type: "directory" },
      { name: "d", type: "symlink", link: "real" },
      { name: "d/new", content: "x" },
    );
    expect(problemIds(extracted(tar, target))).toEqual([refused("parent-not-directory")]);
    expect(readdirSync(join(target, "real"))).toEqual([]);
  });

  sandboxTest(
    "a symbolic link to a file, and a file with the link's name",
    ({ sandbox: { target, outside } }) => {
      const tar = tarOf(
        { name: "f", type: "symlink", link: join(outside, "secret") },
        { name: "f", content: "mine" },
      );
      expect(problemIds(extracted(tar, target))).toEqual([]);
      expect(lstatSync(join(target, "f")).isFile()).toBe(true);
      expect(readFileSync(join(target, "f"), "utf8")).toBe("mine");
    },
  );

  sandboxTest(
    "a directory that is exchanged for a link when it is known",
    ({ sandbox: { target, outside } }) => {
      const tar = tarOf(
        { name: "d", type: "directory", mode: 0o777 },
        { name: "d/file", content: "x" },
        { name: "e", type: "directory", mode: 0o777 },
        { name: "e", type: "symlink", link: join(outside, "directory") },
        { name: "e/new", content: "x" },
        { name: "d", type: "symlink", link: outside },
        { name: "d/new", content: "x" },
      );
      expect(problemIds(extracted(tar, target))).toEqual([
        refused("parent-not-directory"),
        refused("directory-in-the-way"),
      ]);
      expect(readdirSync(join(target, "d")).toSorted()).toEqual(["file", "new"]);
    },
  );

  sandboxTest("a directory that stays empty when it is known, and is exchanged for a link", ({ sandbox }) => {
    const tar = tarOf(
      { name: "d", type: "directory" },
      { name: `d/${"n".repeat(256)}`, content: "x" },
      { name: "d", type: "symlink", link: sandbox.outside },
      { name: "d/new", content: "x" },
    );
    expect(problemIds(extracted(tar, sandbox.target))).toEqual([
      refused("not-restored"),
      refused("parent-not-directory"),
    ]);
  });

  sandboxTest("a directory entry with the name of a link, whose mode would go there", ({ sandbox }) => {
    const tar = tarOf(
      { name: "d", type: "symlink", link: join(sandbox.outside, "directory") },
      { name: "d", type: "directory", mode: 0o777 },
      { name: "d/new", content: "x" },
    );
    expect(problemIds(extracted(tar, sandbox.target))).toEqual([]);
    expect(lstatSync(join(sandbox.target, "d")).isDirectory()).toBe(true);
  });

  sandboxTest.for(["../outside/secret", "d/secret", "f", "missing", "d", "self", "."])(
    "a hard link to %s, and a file with the link's name",
    (link, { sandbox: { target, outside } }) => {
      const tar = tarOf(
        { name: "d", type: "symlink", link: outside },
        { name: "f", type: "symlink", link: join(outside, "secret") },
        { name: "self", type: "hardlink", link },
        { name: "self", content: "mine", mode: 0o777 },
      );
      expect(problemIds(extracted(tar, target))).toEqual([refused("hard-link-refused")]);
    },
  );

  sandboxTest("a hard link to an absolute path", ({ sandbox: { target, outside } }) => {
    const tar = tarOf({ name: "h", type: "hardlink", link: join(outside, "secret") });
    expect(problemIds(extracted(tar, target))).toEqual([refused("hard-link-refused")]);
  });

  sandboxTest("a chain of links and a hard link through it", ({ sandbox: { target } }) => {
    const tar = tarOf(
      { name: "a", type: "directory" },
      { name: "a/up", type: "symlink", link: ".." },
      { name: "b", type: "symlink", link: "a/up/../outside" },
      { name: "h", type: "hardlink", link: "b/secret" },
      { name: "h", content: "mine" },
    );
    expect(problemIds(extracted(tar, target))).toEqual([refused("hard-link-refused")]);
  });

  sandboxTest("a target of another name in the pax header, or in GNU tar's", ({ sandbox: { target } }) => {
    const tar = Buffer.concat([
      rawHeader("x", { size: 27 }),
      blocks("27 path=../outside/secrets\n"),
      rawHeader("0", { name: "harmless" as ByteString }),
      rawHeader("L", { size: 17 }),
      blocks("../outside/secret"),
      rawHeader("0", { name: "harmless" as ByteString }),
      end,
    ]);
    const leaves = refused("name-leaves-target");
    expect(problemIds(extracted(tar, target))).toEqual([leaves, leaves]);
  });

  sandboxTest("devices and FIFOs, which are not made", ({ sandbox: { target } }) => {
    const tar = Buffer.concat(["3", "4", "6", "Z"].map((typeflag) => rawHeader(typeflag)).concat(end));
    expect(problemIds(extracted(tar, target))).toEqual(
      Array.from({ length: 4 }, () => refused("type-not-restored")),
    );
    expect(readdirSync(target)).toEqual([]);
  });

  sandboxTest("names that only Windows would follow", ({ sandbox: { target } }) => {
    const names = ["C:\\new", "..\\new", "C:new", "\\\\server\\share"];
    expect(problemIds(extracted(tarOf(...names.map((name) => ({ name }))), target))).toEqual([]);
    expect(readdirSync(target).toSorted()).toEqual(names.toSorted());
  });

  sandboxTest("anything that can be made of a few names and links", ({ sandbox }) => {
    const name = fc.constantFrom(
      "a",
      "b",
      "a/b",
      "b/a",
      "a/b/c",
      "b/a/secret",
      "a/../b",
      "../outside/secret",
      ".",
    );
    const member: fc.Arbitrary<MemberSpec> = fc.record({
      name,
      type: fc.constantFrom("file", "directory", "symlink", "symlink", "hardlink"),
      link: fc.oneof(name, fc.constantFrom("..", "../outside", "../../outside", sandbox.outside, "b/..")),
      content: fc.constant(""),
      mode: fc.constantFrom(0o777, 0o700),
    });
    const before = sandbox.surroundings();
    fc.assert(
      fc.property(fc.array(member, { minLength: 2, maxLength: 12 }), (members) => {
        const { problemCount, problems, files, directories, links } = extracted(
          tarOf(...members),
          sandbox.target,
        );
        expect(problems).toHaveLength(problemCount);
        expect(files + directories + links + problemCount).toBe(members.length);
        expect(sandbox.surroundings()).toEqual(before);
      }),
      { numRuns: 1000 },
    );
  });
});
