import { Readable } from "node:stream";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { commandPart } from "../../src/parts/command-part.ts";
import { streamPart } from "../../src/parts/stream-part.ts";
import { directoryPart, filesPart } from "../../src/parts/tree-part.ts";
import { thrownIds } from "../thrown-ids.ts";

const letter = fc.integer({ min: 0x61, max: 0x7a }).map((code) => String.fromCharCode(code));
const idCharacter = fc.oneof(letter, fc.constantFrom("0", "9", "-"));
const partWith = (id: string) => directoryPart({ id, roots: ["/etc"] });

describe("a part's id", () => {
  test("is 1 to 32 lower-case letters, digits and hyphens, beginning with a letter", () => {
    const ids = fc
      .tuple(letter, fc.string({ unit: idCharacter, maxLength: 31 }))
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(ids, (id) => {
        expect(partWith(id).id).toBe(id);
      }),
    );
  });

  test.each(["", "A", "1a", "-a", "a_b", "a b", "a/b", "../a", "a\n", "\na", "ä", "a".repeat(33)])(
    "is not %j",
    (id) => {
      expect(thrownIds(() => partWith(id))).toEqual(["holdfast.parts.invalid-id"]);
    },
  );
});

describe("a part", () => {
  test("is mandatory and selected, and has its id as name, unless said otherwise", () => {
    const defaults = { id: "a", name: "a", description: "", optional: false, selectedByDefault: true };
    expect(partWith("a")).toMatchObject(defaults);
    const said = {
      id: "a",
      name: "A",
      description: "All",
      optional: true,
      selectedByDefault: false,
      idleTimeoutMs: 5,
    };
    expect(commandPart({ ...said, backup: ["true"] })).toEqual({
      ...said,
      kind: "command",
      backup: ["true"],
    });
  });

  test("of directories, files or a command can be posted to a worker", () => {
    const parts = [
      directoryPart({ id: "a", roots: ["/etc"], exclude: [".cache"] }),
      filesPart({ id: "b", files: ["/etc/passwd"] }),
      commandPart({ id: "c", backup: ["pg_dump", "-Fc"], restore: ["pg_restore"] }),
    ];
    expect(structuredClone(parts)).toEqual(parts);
  });

  test.each([[[]], [[""]], [["pg_dump", "a\0b"]]])("does not run the command %j", (command) => {
    const noCommand = ["holdfast.parts.no-command"];
    expect(thrownIds(() => commandPart({ id: "a", backup: command }))).toEqual(noCommand);
    expect(thrownIds(() => commandPart({ id: "a", backup: ["true"], restore: command }))).toEqual(noCommand);
  });

  test("may be any stream", async () => {
    const part = streamPart({ id: "a", open: () => Readable.from([Buffer.from("content")]) });
    expect(part).toMatchObject({ kind: "stream", id: "a" });
    expect("restore" in part).toBe(false);
    const chunks = await Array.fromAsync(part.open(new AbortController().signal));
    expect(Buffer.concat(chunks).toString()).toBe("content");
  });

  test("keeps what its stream functions are called on", async () => {
    class Source {
      readonly id = "a";
      readonly #restored: string[] = [];
      open(): Readable {
        return Readable.from(this.#restored);
      }
      restore = async (content: Readable): Promise<void> => {
        for await (const text of content) this.#restored.push(String(text));
      };
    }
    const part = streamPart(new Source());
    await part.restore?.(Readable.from(["back"]), new AbortController().signal);
    expect(await Array.fromAsync(part.open(new AbortController().signal))).toEqual(["back"]);
  });
});

describe("the roots of a part", () => {
  test("are normalized, each kept once, and inner ones come first", () => {
    const roots = ["/", "/etc/", "/etc//ssl/./certs", "/var/../etc", "/etc/ssl/certs/"];
    expect(directoryPart({ id: "a", roots }).roots).toEqual(["/etc/ssl/certs", "/etc", "/"]);
  });

  test("keep their order as long as none lies in another", () => {
    const roots = ["/var/lib", "/etc/b", "/etc/a"];
    expect(directoryPart({ id: "a", roots }).roots).toEqual(roots);
  });

  test.each(["", "etc", "./etc", "~/x", "file:///etc", "/a\0b", "/\ud800"])("are not %j", (root) => {
    expect(thrownIds(() => directoryPart({ id: "a", roots: ["/etc", root] }))).toEqual([
      "holdfast.parts.root-not-absolute",
    ]);
  });

  test("are at least one", () => {
    expect(thrownIds(() => directoryPart({ id: "a", roots: [] }))).toEqual(["holdfast.parts.no-root"]);
    expect(thrownIds(() => filesPart({ id: "a", files: [] }))).toEqual(["holdfast.parts.no-root"]);
  });
});

test.each(["", "a/b", "./a", "a\0"])("a part cannot leave out %j", (pattern) => {
  expect(thrownIds(() => directoryPart({ id: "a", roots: ["/etc"], exclude: [pattern] }))).toEqual([
    "holdfast.parts.invalid-exclude",
  ]);
});
