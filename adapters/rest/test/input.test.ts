import fc from "fast-check";
import { isSecret, type Secret } from "@holdfast/contract";
import { Type } from "typebox";
import { describe, expect, test } from "vitest";
import { VapiError } from "../src/errors/vapi-error.ts";
import { operations } from "../src/operations/table.ts";
import { archiveFilter } from "../src/structures/archives.ts";
import { backupRequest } from "../src/structures/backup.ts";
import { detailsFilter } from "../src/structures/details.ts";
import { locationSpec } from "../src/structures/location.ts";
import { decoder } from "../src/wire/decode.ts";
import { encode } from "../src/wire/encode.ts";
import { inputReader } from "../src/wire/input.ts";
import { parseJson } from "../src/wire/json.ts";
import { readQuery } from "../src/wire/query.ts";
import { list, map, structure, text, timestamp } from "../src/wire/types.ts";

const query = (search: string): URLSearchParams => new URLSearchParams(search);
function idOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (!(error instanceof VapiError)) throw error;
    return error.messages[0]?.id.replace("holdfast.rest.", "");
  }
}

describe("JSON", () => {
  test("is read as JSON.parse reads it", () => {
    const poison = /__proto__|constructor|prototype/;
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), fc.boolean(), (json, spaced) => {
        fc.pre(!poison.test(json));
        const value: unknown = JSON.parse(json);
        expect(parseJson(JSON.stringify(value, undefined, spaced ? 2 : 0))).toEqual(value);
      }),
    );
  });

  test("with a key twice is refused, wherever it stands and however it is escaped", () => {
    const key = fc
      .string({ unit: "binary" })
      .filter((name) => !/^(__proto__|constructor|prototype)$/.test(name));
    fc.assert(
      fc.property(key, fc.json({ maxDepth: 2 }), fc.nat(3), (name, other, depth) => {
        fc.pre(!/__proto__|constructor|prototype/.test(other));
        const escaped = `"${Array.from(name, unicodeEscapes).join("")}"`;
        const object = `{${JSON.stringify(name)}:${other},${escaped}:1}`;
        expect(idOf(() => parseJson("[".repeat(depth) + object + "]".repeat(depth)))).toBe("duplicate-key");
      }),
    );
  });

  test("that is cut off anywhere is refused, and none of it is said", () => {
    const whole = '{"piece":{"backup_password":"Canary-1!","parts":["seat"]}}';
    for (let end = 0; end < whole.length; end++) {
      let said = "";
      try {
        parseJson(whole.slice(0, end));
      } catch (error) {
        said = (error as Error).message;
      }
      expect(said).toMatch(/^The body of the request is not valid JSON: /);
      expect(said).not.toContain("Canary");
    }
  });
});

function unicodeEscapes(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    return `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`;
  }).join("");
}

describe("a query", () => {
  const wrapped = Type.Object({ filter: Type.Optional(detailsFilter) });

  test.each([
    ["names once", "filter.jobs=a", ["a"]],
    ["names several times", "filter.jobs=a&filter.jobs=b", ["a", "b"]],
    ["counts", "filter.jobs.1=a&filter.jobs.2=b", ["a", "b"]],
    ["counts from zero", "filter.jobs.0=a", ["a"]],
  ])("that %s its list", (_how, search, jobs) => {
    expect(readQuery(wrapped, query(search))).toEqual({ filter: { jobs } });
  });

  test("has structures as dotted names, and leaves the action alone", () => {
    const schema = Type.Object({ loc_spec: locationSpec, filter_spec: Type.Optional(archiveFilter) });
    const search =
      "loc_spec.location=sftp%3A%2F%2Fh%2Fa%20b&filter_spec.max_results=5&~action=list&action=list";
    expect(readQuery(schema, query(search))).toEqual({
      loc_spec: { location: "sftp://h/a b" },
      filter_spec: { max_results: 5 },
    });
  });

  test.each([
    ["an unknown name", "filter.job=a"],
    ["an unknown structure", "spec.location=a"],
    ["a name of Object's", "__proto__.x=1"],
    ["a name of Object's in a structure", "filter.constructor.prototype=1"],
    ["a structure as a value", "filter=a"],
    ["a list in a list", "filter.jobs.1.2=a"],
    ["a word for a number", "filter.jobs.first=a"],
  ])("with %s is refused", (_what, search) => {
    expect(idOf(() => readQuery(wrapped, query(search)))).toBe("unknown-field");
  });

  test("with a value twice that is no list is refused", () => {
    expect(idOf(() => readQuery(locationSpec, query("location=a&location=b")))).toBe("query-twice");
  });

  test("stays text where a number was wanted, which the check then tells", () => {
    const read = decoder(archiveFilter);
    expect(idOf(() => read(readQuery(archiveFilter, query("max_results=many"))))).toBe("invalid-field");
  });
});

describe("a structure", () => {
  const read = decoder(backupRequest);
  const whole = {
    parts: ["seat"],
    location_type: "SFTP",
    location: "sftp://h/x",
    location_password: "Canary",
  };

  test("comes in with its secrets hidden and its nulls left out", () => {
    const value = read({ ...whole, comment: null, backup_password: null }) as unknown as Record<
      string,
      unknown
    >;
    expect(Object.keys(value)).toEqual(["parts", "location_type", "location", "location_password"]);
    expect(isSecret(value["location_password"])).toBe(true);
    expect((value["location_password"] as Secret).reveal()).toBe("Canary");
    expect(JSON.stringify(value)).not.toContain("Canary");
  });

  test.each(["2026-11-25T02:15:00.000Z", "2026-11-25T02:15:00Z", "2026-11-25T03:15:00+01:00"])(
    "reads the time %s",
    (time) => {
      expect(decoder(archiveFilter)({ start_timestamp: time })).toEqual({
        start_timestamp: new Date("2026-11-25T02:15:00.000Z"),
      });
    },
  );

  test.each(["yesterday", "2026-11-25", "2026-13-25T02:15:00Z", ""])("refuses the time %j", (time) => {
    expect(idOf(() => decoder(archiveFilter)({ start_timestamp: time }))).toBe("invalid-field");
  });

  test("goes out with its own fields only, in their order, and with three decimals", () => {
    const schema = list(
      structure<{ id: string; when: Date; by: ReadonlyMap<string, string> }>("Test", {
        id: text(),
        when: timestamp("When."),
        by: map(text()),
      }),
    );
    const value = [{ secret: "no", by: new Map([["k", "v"]]), when: new Date(0), id: "1" }];
    expect(JSON.stringify(encode(schema, value, "object"))).toBe(
      '[{"id":"1","when":"1970-01-01T00:00:00.000Z","by":{"k":"v"}}]',
    );
    expect(JSON.stringify(encode(schema, value, "list"))).toBe(
      '[{"id":"1","when":"1970-01-01T00:00:00.000Z","by":[{"key":"k","value":"v"}]}]',
    );
  });
});

describe("an operation's parameters", () => {
  const details = operations.find(({ name }) => name === "backup.job.details.list")!;
  const filter = { jobs: ["a", "b"] };

  test.each([
    ["/rest, as VMware's Python SDK sends them", details.rest[0]!, "", { filter }],
    ["/rest, in the query", details.rest[0]!, "filter.jobs=a&filter.jobs.2=b", undefined],
    ["/rest, in the query beside an empty body", details.rest[0]!, "filter.jobs=a&filter.jobs=b", {}],
    ["/api, in the query", details.api, "jobs=a&jobs=b", undefined],
    ["/api, in the body", details.api, "", filter],
  ])("of a GET are read: %s", (_how, form, search, body) => {
    const readInput = inputReader(details.parameters, form);
    expect(readInput({ path: {}, query: query(search), body })).toEqual({ filter });
  });

  test("of a POST are never read from the query, where they would be logged on their way", () => {
    const create = operations.find(({ name }) => name === "backup.job.create")!;
    const readInput = inputReader(create.parameters, create.api);
    const body = { parts: [], location_type: "FILE", location: "/x" };
    const search = query("location_password=secret");
    expect(idOf(() => readInput({ path: {}, query: search, body }))).toBe("unknown-field");
  });
});

test("no two operations share a name, and each takes its path's parameters", () => {
  expect(new Set(operations.map(({ name }) => name)).size).toBe(24);
  for (const { parameters, rest, api } of operations) {
    for (const { path } of [...rest, api]) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(Object.keys(parameters)).toEqual(expect.arrayContaining(named));
    }
  }
});
