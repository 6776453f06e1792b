import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { admin, Appliance, operator, reader } from "./appliance.ts";
import type { Answered, Client } from "./client.ts";
import * as types from "./vsphere-types.ts";

let appliance: Appliance;
let client: Client;
beforeAll(async () => {
  appliance = await Appliance.start();
  client = appliance.client;
});
afterAll(() => appliance.stop());
afterEach(() => void vi.useRealTimers());

const jobs = "/api/appliance/recovery/backup/job";
const token = /^[0-9a-f]{32}$/;

describe("login", () => {
  test("/rest answers the token as scripts expect it, and sets the cookie", async () => {
    const { status, text, headers } = await client.as(admin).post("/rest/com/vmware/cis/session");
    expect(status).toBe(200);
    expect(text).toMatch(/^\{"value":"([a-z0-9]{32})"\}$/);
    const [, value] = /"value":"(\w+)"/.exec(text) ?? [];
    expect(headers["set-cookie"]).toEqual([
      `vmware-api-session-id=${value}; Path=/; Secure; HttpOnly; SameSite=Strict`,
    ]);
  });

  test("/api answers 201 and the token as a JSON string", async () => {
    const { status, json, headers } = await client.as(admin).post("/api/session");
    expect(status).toBe(201);
    expect(json).toMatch(token);
    expect(headers["set-cookie"]).toHaveLength(1);
    expect(headers["content-type"]).toBe("application/json");
  });

  test("sets no cookie when the client asks for none", async () => {
    const quiet = client.as(admin).with({ "vmware-use-header-authn": "test" });
    expect((await quiet.post("/api/session")).headers["set-cookie"]).toBeUndefined();
  });

  test.each([
    ["an empty object as body", { json: {} }],
    [
      "a form's content type and no body",
      { headers: { "content-type": "application/x-www-form-urlencoded" } },
    ],
    ["JSON's content type and no body", { headers: { "content-type": "application/json" } }],
  ])("takes %s", async (_what, sending) => {
    expect((await client.as(admin).send("/api/session", { method: "POST", ...sending })).status).toBe(201);
  });

  test("is the same in upper and lower case", async () => {
    const shouting = { ...admin, user: "Administrator@VSPHERE.LOCAL" };
    expect((await client.as(shouting).post("/api/session")).status).toBe(201);
  });

  test.each([
    ["a wrong password", { ...admin, password: "wrong" }],
    ["an unknown user", { ...admin, user: "nobody" }],
    ["an empty password", { ...operator, password: "" }],
  ])("refuses %s, with the challenge", async (_what, credentials) => {
    const { status, json, headers } = await client.as(credentials).post("/rest/com/vmware/cis/session");
    expect(status).toBe(401);
    expect(json.type).toBe("com.vmware.vapi.std.errors.unauthenticated");
    expect(types.mismatches(types.restError, json)).toEqual([]);
    expect(headers["www-authenticate"]).toMatch(/^Basic realm=/);
    expect(json.value.messages[0]?.id).toBe("holdfast.rest.login-refused");
  });

  test.each([
    ["nothing", undefined],
    ["a bearer token", "Bearer abc"],
    ["no colon", `Basic ${Buffer.from("user").toString("base64")}`],
    ["no base64", "Basic ???"],
  ])("refuses %s", async (_what, authorization) => {
    const sender = authorization === undefined ? client : client.with({ authorization });
    const { status, json } = await sender.post("/api/session");
    expect(status).toBe(401);
    expect(json.error_type).toBe("UNAUTHENTICATED");
  });
});

describe("a session", () => {
  test("is taken by header and by cookie", async () => {
    const { json } = await client.as(admin).post("/api/session");
    expect((await client.with({ "vmware-api-session-id": json as unknown as string }).get(jobs)).status).toBe(
      200,
    );
    const cookie = `other=1; vmware-api-session-id=${json as unknown as string}; more=2`;
    expect((await client.with({ cookie }).get(jobs)).status).toBe(200);
  });

  test.each([
    ["/api", "GET", "/api/session", (json: Answered) => json],
    ["/rest", "POST", "/rest/com/vmware/cis/session?~action=get", ({ value }: Answered) => value],
  ] as const)("says in %s whose it is", async (_dialect, method, path, valueOf) => {
    const session = await client.logIn(operator);
    const { status, json } = await session.send(path, { method });
    expect(status).toBe(200);
    const value = valueOf(json);
    expect(types.mismatches(types.sessionInfo, value)).toEqual([]);
    expect(value).toMatchObject({ user: "operator" });
  });

  test.each([
    ["/api", "/api/session", 204],
    ["/rest", "/rest/com/vmware/cis/session", 200],
  ])("ends with the logout of %s", async (_dialect, path, expected) => {
    const session = await client.logIn(admin);
    const { status, text } = await session.send(path, { method: "DELETE" });
    expect({ status, text }).toEqual({ status: expected, text: "" });
    const after = await session.get(jobs);
    expect(after.status).toBe(401);
    expect(after.json.messages[0]?.id).toBe("holdfast.rest.session-ended");
    expect((await session.send(path, { method: "DELETE" })).status).toBe(401);
  });

  test("ends after half an hour without a request, and not before", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    const session = await client.logIn(admin);
    for (const _ of [1, 2, 3]) {
      vi.advanceTimersByTime(29 * 60_000);
      expect((await session.get(jobs)).status).toBe(200);
    }
    vi.advanceTimersByTime(31 * 60_000);
    expect((await session.get(jobs)).status).toBe(401);
  });

  test("that is one too many for a user takes the place of the oldest, and of nobody else's", async () => {
    const others = await client.logIn(admin);
    const first = await client.logIn(operator);
    for (let count = 1; count < 100; count++) await client.logIn(operator);
    expect((await first.get(jobs)).status).toBe(200);
    await client.logIn(operator);
    await client.logIn(operator);
    // The first was used last but for the newest two: those that nobody used went before it.
    expect((await first.get(jobs)).status).toBe(200);
    expect((await others.get(jobs)).status).toBe(200);
  });
});

describe("a request", () => {
  test("may bring credentials instead of a session", async () => {
    expect((await client.as(admin).get(jobs)).status).toBe(200);
    const stale = client.as(admin).with({ "vmware-api-session-id": "0".repeat(32) });
    expect((await stale.get(jobs)).status).toBe(200);
  });

  test.each(["/api", "/rest"])("without either is refused in %s before its body is read", async (prefix) => {
    const { status, json } = await client.send(`${prefix}/appliance/recovery/backup/job`, {
      method: "POST",
      body: "{",
      headers: { "content-type": "application/json" },
    });
    expect(status).toBe(401);
    expect(types.mismatches(prefix === "/api" ? types.apiError : types.restError, json)).toEqual([]);
  });
});

describe("roles", () => {
  test("read-only logs in and reads metrics, but nothing of recovery", async () => {
    const session = await client.logIn(reader);
    for (const prefix of ["/rest", "/api"]) {
      const { status, json } = await session.get(`${prefix}/appliance/recovery/backup/job`);
      expect(status).toBe(403);
      expect(json.error_type ?? json.value.error_type).toBe("UNAUTHORIZED");
    }
    expect((await session.get("/metrics")).status).toBe(200);
    expect((await session.get("/api/session")).json.user).toBe(reader.user);
  });

  test("operator reads, and changes nothing", async () => {
    const session = await client.logIn(operator);
    expect((await session.get(jobs)).status).toBe(200);
    const piece = { parts: [], location_type: "FILE", location: appliance.location };
    expect((await session.post(jobs, piece)).status).toBe(403);
    expect((await session.get(jobs)).json).toEqual([]);
  });
});
