import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { PassThrough } from "node:stream";
import type { IncomingMessage } from "node:http";
import { createRestHandler, parseUsers, userLine } from "@holdfast/rest";
import { Secret } from "@holdfast/contract";
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import type { VapiError } from "../src/errors/vapi-error.ts";
import { readBody } from "../src/server/read-body.ts";
import { admin, Appliance, backupPassword, reader } from "./appliance.ts";
import { Client } from "./client.ts";
import { mismatches, restError } from "./vsphere-types.ts";

let appliance: Appliance;
beforeAll(async () => {
  appliance = await Appliance.start();
});
afterAll(() => appliance.stop());
afterEach(() => void vi.useRealTimers());

const jobs = "/api/appliance/recovery/backup/job";

test("the description is OpenAPI 3.1 with all forms, without a login", async () => {
  const { status, text } = await appliance.client.get("/openapi.json");
  expect(status).toBe(200);
  const document = JSON.parse(text) as { openapi: string; paths: Record<string, Record<string, object>> };
  expect(document.openapi).toBe("3.1.0");
  const forms = Object.entries(document.paths).flatMap(([path, verbs]) =>
    Object.keys(verbs).map((verb) => `${verb} ${path}`),
  );
  expect(forms.filter((form) => form.includes(" /api/appliance/recovery"))).toHaveLength(24);
  // One more than operations: an update has two paths.
  expect(forms.filter((form) => form.includes(" /rest/appliance/recovery"))).toHaveLength(25);
  expect(forms).toContain("post /api/appliance/recovery/backup/job/{id}?action=cancel");
  expect(document.paths["/api/appliance/recovery/backup/job"]?.["post"]).toMatchObject({
    requestBody: {
      content: { "application/json": { schema: { required: ["parts", "location_type", "location"] } } },
    },
    responses: { 201: expect.anything(), default: expect.anything() },
  });
});

test("the oldest form names service and operation", async () => {
  const client = appliance.client.as(admin);
  const path = "/rest/com/vmware/appliance/recovery/backup";
  expect((await client.post(`${path}/job?~action=list`)).json).toEqual({ value: expect.any(Array) });
  const { status, json } = await client.post(`${path}/job?~action=get`, { id: "20260101-000000-1" });
  expect(status).toBe(404);
  expect(mismatches(restError, json)).toEqual([]);
  const names = await client.post(`${path}/system-name?~action=list`, {
    loc_spec: { location: "gopher://x" },
  });
  expect(names.json.type).toBe("com.vmware.vapi.std.errors.invalid_argument");
});

test("metrics are for whoever is logged in, and tell of requests and backups", async () => {
  expect((await appliance.client.get("/metrics")).status).toBe(401);
  const client = appliance.client.as(admin);
  const piece = {
    parts: [],
    location_type: "FILE",
    location: appliance.location,
    backup_password: backupPassword,
  };
  const { json } = await client.post(jobs, piece);
  await expect
    .poll(async () => (await client.get(`${jobs}/${json.id}`)).json.state, { timeout: 25_000 })
    .toBe("SUCCEEDED");
  const { text } = await appliance.client.as(reader).get("/metrics");
  expect(text).toContain('holdfast_http_requests_total{operation="backup.job.create",status="201"} 1');
  expect(text).toContain('holdfast_backups{status="SUCCEEDED"} 1');
  expect(text).toContain("holdfast_backup_running 0");
  expect(text).toMatch(/^holdfast_backup_last_success_timestamp_seconds \d{10}/m);
  expect(text).toContain("process_resident_memory_bytes");
});

test("the log has a line for each request, and no secret", async () => {
  const before = appliance.logged.length;
  const client = appliance.client.as(admin);
  await client.get(
    `/rest/appliance/recovery/backup/system-name?loc_spec.location=file:///x&loc_spec.location_password=Query-Canary`,
  );
  await appliance.client.as({ ...admin, password: "Wrong-Canary" }).post("/api/session");
  await expect.poll(() => appliance.logged.length - before).toBe(2);
  const [first, second] = appliance.logged.slice(before).map((line) => JSON.parse(line) as object);
  expect(first).toMatchObject({
    level: "info",
    msg: "request",
    operation: "backup.system_name.list",
    path: "/rest/appliance/recovery/backup/system-name",
    user: admin.user,
    address: "127.0.0.1",
  });
  expect(second).toMatchObject({ operation: "session.create", status: 401, user: admin.user });
  expect(appliance.logged.join("")).not.toMatch(/Canary/);
});

describe("a body that does not come", () => {
  const request = { headers: { "content-type": "application/json" } } as unknown as IncomingMessage;
  const refusal = (work: Promise<unknown>): Promise<VapiError> =>
    work.then(
      () => Promise.reject(new Error("The body was taken.")),
      (error: unknown) => error as VapiError,
    );

  test("is given up after half a minute", async () => {
    vi.useFakeTimers();
    const stream = new PassThrough();
    const read = refusal(readBody(request, stream));
    for (let second = 0; second < 29; second++) {
      stream.write("{");
      await vi.advanceTimersByTimeAsync(1000);
    }
    await vi.advanceTimersByTimeAsync(1000);
    const { type, messages, headers } = await read;
    expect([type, messages[0]?.id, headers]).toEqual([
      "TIMED_OUT",
      "holdfast.rest.body-too-slow",
      { connection: "close" },
    ]);
  });

  test("whole is told", async () => {
    const stream = new PassThrough();
    const read = refusal(readBody(request, stream));
    stream.write("{");
    stream.destroy();
    expect((await read).messages[0]?.id).toBe("holdfast.rest.body-cut-off");
  });
});

test("a shutdown answers what is under way, and takes nothing more", async () => {
  const own = await Appliance.start();
  onTestFinished(() => own.stop());
  const client = own.client.as(admin);
  await client.get(jobs);
  // The check of a password keeps this one busy for a while.
  const late = own.client.as({ ...admin, password: "wrong" }).get(jobs);
  await new Promise((resolve) => setTimeout(resolve, 30));
  const closed = own.server.close();
  expect((await late).status).toBe(401);
  await closed;
  await expect(client.get(jobs)).rejects.toThrow(/ECONNREFUSED|ECONNRESET|socket hang up/);
});

test("the handler can be mounted in a server that has other things to say", async () => {
  const users = parseUsers("users", await userLine("me", "admin", new Secret("pw")));
  const handler = await createRestHandler(appliance.core, { users });
  const server = createServer((request, response) => {
    if (/^\/(api|rest)\//.test(request.url ?? "")) handler.handle(request, response);
    else response.end("the appliance's own page");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    server.close();
    server.closeAllConnections();
    await handler.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const authorization = `Basic ${Buffer.from("me:pw").toString("base64")}`;
  const answer = await fetch(`${url}/api/appliance/recovery`, { headers: { authorization } });
  expect(await answer.json()).toEqual({ supported: true });
  expect(answer.headers.get("content-type")).toBe("application/json");
  expect(await (await fetch(`${url}/`)).text()).toBe("the appliance's own page");
});

test("a client that does not trust the certificate gets no answer", async () => {
  const stranger = new Client(appliance.server.url, "");
  await expect(stranger.get("/openapi.json")).rejects.toThrow(/certificate/);
});
