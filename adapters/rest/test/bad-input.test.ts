import { once } from "node:events";
import { connect } from "node:tls";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { admin, Appliance } from "./appliance.ts";
import type { Client, Reply } from "./client.ts";
import * as types from "./vsphere-types.ts";

let appliance: Appliance;
let client: Client;
beforeAll(async () => {
  appliance = await Appliance.start();
  client = await appliance.client.logIn(admin);
});
afterAll(() => appliance.stop());

const job = "/appliance/recovery/backup/job";
const whole = { parts: [], location_type: "FILE", location: "/srv/backups" };
const asJson = { "content-type": "application/json" };

/** The error of an answer, after its form was held against the dialect's; both dialects have the same in it. */
function errorOf(
  prefix: string,
  { json, text: body }: Reply,
): { type: string; ids: readonly string[]; said: string } {
  const type = prefix === "/api" ? types.apiError : types.restError;
  expect(types.mismatches(type, json), body).toEqual([]);
  expect(body).not.toMatch(/\bat .+\.(ts|js):\d+/);
  const { error_type = "", messages } = prefix === "/api" ? json : json.value;
  if (prefix === "/rest") expect(json.type).toBe(`com.vmware.vapi.std.errors.${error_type.toLowerCase()}`);
  return {
    type: error_type,
    ids: messages.map(({ id }) => id.replace("holdfast.rest.", "")),
    said: messages.map((message) => message.default_message).join(" "),
  };
}

describe.each(["/api", "/rest"])("%s", (prefix) => {
  const wrap = (text: string): string => (prefix === "/api" ? text : `{"piece":${text}}`);
  const field = (name: string): string => (prefix === "/api" ? name : `piece.${name}`);
  const create = (
    body: string | Uint8Array,
    headers: Readonly<Record<string, string>> = asJson,
  ): Promise<Reply> => client.send(`${prefix}${job}`, { method: "POST", body, headers });

  test.each([
    ["malformed JSON", '{"parts":[],}', "malformed-json"],
    ["JSON that is cut off", '{"parts":[', "malformed-json"],
    ["more than one value", "{}{}", "malformed-json"],
    ["a comment", "{/* */}", "malformed-json"],
    ["a list", "[]", "not-an-object"],
    ["a number", "7", "not-an-object"],
    ["null", "null", "not-an-object"],
    ["a key twice", wrap('{"parts":[],"parts":["seat"]}'), "duplicate-key"],
    ["a key twice, once escaped", wrap(String.raw`{"parts":[],"\u0070arts":["seat"]}`), "duplicate-key"],
    ["__proto__", wrap('{"__proto__":{"location":"x"}}'), "forbidden-key"],
    ["an escaped __proto__", wrap(String.raw`{"\u005f_proto__":{}}`), "forbidden-key"],
    ["constructor.prototype", wrap('{"constructor":{"prototype":{"x":1}}}'), "forbidden-key"],
    ["deep nesting", `${"[".repeat(5000)}${"]".repeat(5000)}`, "nested-too-deep"],
  ])("%s is an invalid request", async (_what, body, id) => {
    const reply = await create(body);
    expect(reply.status).toBe(400);
    expect(errorOf(prefix, reply)).toMatchObject({ type: "INVALID_REQUEST", ids: [id] });
  });

  test("an unknown field is named", async () => {
    const reply = await create(wrap(JSON.stringify({ ...whole, locaton_user: "me" })));
    expect(reply.status).toBe(400);
    const { type, ids, said } = errorOf(prefix, reply);
    expect({ type, ids }).toEqual({ type: "INVALID_REQUEST", ids: ["unknown-field"] });
    expect(said).toContain(field("locaton_user"));
  });

  test("each missing field is named, and null counts as missing", async () => {
    const reply = await create(wrap('{"parts":[],"location":null}'));
    expect(reply.status).toBe(400);
    const { type, ids, said } = errorOf(prefix, reply);
    expect({ type, ids }).toEqual({ type: "INVALID_ARGUMENT", ids: ["missing-field", "missing-field"] });
    expect(said).toContain(`lacks the field ${field("location_type")}.`);
    expect(said).toContain(`lacks the field ${field("location")}.`);
  });

  test.each([
    ["parts", "seat", "is a string, but must be a list"],
    ["parts", [7], "is a number, but must be a string"],
    ["location", {}, "is an object, but must be a string"],
    ["location_type", 5, "is a number, but must be a string"],
    ["location_password", ["x"], "is a list, but must be a string"],
    ["fast_backup", "true", "is a string, but must be a boolean"],
  ])("a wrong type of %s (%j) is told", async (name, value, said) => {
    const reply = await create(wrap(JSON.stringify({ ...whole, [name]: value })));
    expect(reply.status).toBe(400);
    const error = errorOf(prefix, reply);
    expect(error).toMatchObject({ type: "INVALID_ARGUMENT", ids: ["invalid-field"] });
    expect(error.said).toContain(field(name));
    expect(error.said).toContain(said);
  });

  test.each([
    ["a form", "application/x-www-form-urlencoded", "content-type"],
    ["XML", "text/xml", "content-type"],
    ["another charset", "application/json; charset=utf-16", "content-type"],
    ["no content type at all", "", "content-type"],
    ["a content type that is none", "json", "bad-content-type"],
  ])("a body as %s is an invalid request", async (_what, type, id) => {
    const headers = type === "" ? {} : { "content-type": type };
    const reply = await create(JSON.stringify(whole), headers);
    expect(reply.status).toBe(400);
    expect(errorOf(prefix, reply)).toMatchObject({ type: "INVALID_REQUEST", ids: [id] });
  });

  test("a compressed body and one that is not UTF-8 are invalid requests", async () => {
    const compressed = await create("{}", { ...asJson, "content-encoding": "gzip" });
    expect(errorOf(prefix, compressed).ids).toEqual(["content-encoding"]);
    const latin1 = await create(Buffer.from(wrap('{"comment":"\u00e9"}'), "latin1"));
    expect(errorOf(prefix, latin1)).toMatchObject({ type: "INVALID_REQUEST", ids: ["not-utf-8"] });
  });

  test("a charset of UTF-8 is taken", async () => {
    const reply = await create(wrap("{}"), { "content-type": "application/json; charset=UTF-8" });
    expect(errorOf(prefix, reply).type).toBe("INVALID_ARGUMENT");
  });

  test.each([
    ["with its length", {}],
    ["in chunks", { "transfer-encoding": "chunked" }],
  ])("a body of 100 MB is refused, %s", async (_what, length) => {
    const body = Buffer.alloc(100_000_000, "a");
    const reply = await create(body, { ...asJson, ...length });
    expect(reply.status).toBe(400);
    expect(errorOf(prefix, reply)).toMatchObject({ type: "INVALID_REQUEST", ids: ["body-too-large"] });
  });

  test.each([
    ["an unknown path", "GET", "/nowhere"],
    ["an unknown operation", "GET", "/appliance/recovery/backup/nothing"],
    ["a wrong verb", "DELETE", job],
    ["an unknown action", "POST", `${job}/20260101-000000-1?action=pause`],
    ["an action where there is none", "GET", `${job}?action=list`],
    ["an empty action", "POST", `${job}?action=`],
  ])("%s is not found as an operation", async (_what, method, path) => {
    const reply = await client.send(`${prefix}${path}`, { method });
    expect(reply.status).toBe(404);
    const { type, said } = errorOf(prefix, reply);
    expect(type).toBe("OPERATION_NOT_FOUND");
    expect(said).toContain(`${method} ${prefix}${path.split("?", 1)[0]}`);
  });

  test("a query that is not known is told, and nothing of a secret in it", async () => {
    const reply = await client.get(`${prefix}${job}?location_password=Query-Canary`);
    expect(reply.status).toBe(400);
    expect(errorOf(prefix, reply)).toMatchObject({ type: "INVALID_REQUEST", ids: ["unknown-field"] });
    const unknown = await client.get(`${prefix}/nowhere?location_password=Query-Canary`);
    expect(reply.text + unknown.text + appliance.logged.join("")).not.toContain("Query-Canary");
  });

  test("an id that is badly percent-encoded is told", async () => {
    const reply = await client.get(`${prefix}${job}/%zz`);
    expect(reply.status).toBe(400);
    expect(errorOf(prefix, reply)).toMatchObject({ type: "INVALID_REQUEST", ids: ["bad-url"] });
  });

  test("hostile ids are not found", async () => {
    for (const id of ["..%2f..%2fetc", "%00", "__proto__", "constructor", "a".repeat(900)]) {
      const reply = await client.get(`${prefix}${job}/${id}`);
      expect(reply.status).toBe(404);
      expect(errorOf(prefix, reply).type).toBe("NOT_FOUND");
    }
  });
});

/** What the server says to bytes that are sent as they are. */
async function exchange(bytes: string): Promise<string> {
  const { port, hostname } = new URL(appliance.server.url);
  const socket = connect({ host: hostname, port: Number(port), ca: appliance.tls.certificatePem });
  await once(socket, "secureConnect");
  socket.write(bytes);
  return text(socket);
}

describe("what is hardly HTTP", () => {
  test.each([
    ["garbage", "GARBAGE\r\n\r\n", "bad-request"],
    ["headers without end", `GET / HTTP/1.1\r\n${"x: y\r\n".repeat(3000)}`, "headers-too-large"],
    [
      "two lengths",
      "POST /api/session HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
      "bad-request",
    ],
  ])("%s gets a standard error", async (_what, bytes, id) => {
    const answer = await exchange(bytes);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    const body: unknown = JSON.parse(answer.slice(answer.indexOf("\r\n\r\n")));
    expect(types.mismatches(types.apiError, body)).toEqual([]);
    expect(answer).toContain(`holdfast.rest.${id}`);
  });
});

test("1,000 parallel creates: exactly one starts", { timeout: 120_000 }, async () => {
  const piece = { parts: ["held"], location_type: "FILE", location: appliance.location };
  const replies = await Promise.all(
    Array.from({ length: 1000 }, (_, index) =>
      index % 2 === 0 ? client.post(`/api${job}`, piece) : client.post(`/rest${job}`, { piece }),
    ),
  );
  const started = replies.filter(({ status }) => status === 200 || status === 201);
  const refused = replies.filter(({ status, text: said }) => status === 400 && /feature_in_use/i.test(said));
  expect([started.length, refused.length]).toEqual([1, 999]);
});
