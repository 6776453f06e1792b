import type { TSchema } from "typebox";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { admin, Appliance, backupPassword } from "./appliance.ts";
import type { Client, Reply } from "./client.ts";
import * as types from "./vsphere-types.ts";

let appliance: Appliance;
let client: Client;
beforeAll(async () => {
  appliance = await Appliance.start();
  client = await appliance.client.logIn(admin);
});
afterAll(() => appliance.stop());

/** What earlier operations have made, for later ones. */
const made = { job: "", archive: "" };
const piece = (): object => ({
  parts: ["seat"],
  location_type: "FILE",
  location: appliance.location,
  backup_password: backupPassword,
  comment: "nightly",
});
const place = (): object => ({ location: `file://${appliance.location}` });
const placeQuery = (name: string): string =>
  `${name}.location=${encodeURIComponent(`file://${appliance.location}`)}`;
const archivePiece = (): object => ({
  location_type: "FILE",
  location: `${appliance.location}/examplewall/sn_fw-01.example/${made.archive}`,
  backup_password: backupPassword,
});
const schedule = (): object => ({
  ...place(),
  parts: ["seat"],
  backup_password: backupPassword,
  enable: false,
  recurrence_info: { minute: 15, hour: 2, days: ["SUNDAY"] },
  retention_info: { max_count: 3 },
});

type Form = readonly [method: string, path: string | (() => string), body?: unknown];
interface Row {
  readonly name: string;
  readonly type: TSchema | undefined;
  readonly rest: Form;
  readonly api: Form;
  readonly created?: boolean;
  /** What to do with the answer's value. */
  readonly after?: (value: never) => unknown;
}

async function finished(path: string): Promise<void> {
  await expect
    .poll(async () => (await client.get(path)).json.state, { timeout: 25_000, interval: 50 })
    .toBe("SUCCEEDED");
}
const afterBackup = ({ id }: { id: string }): Promise<void> => {
  made.job = id;
  return finished(`/api/appliance/recovery/backup/job/${id}`);
};
const job = (): string => made.job;
const names = "/backup/system-name";
const archives = `${names}/fw-01.example/archives`;

const rows: readonly Row[] = [
  { name: "recovery get", type: types.recoveryInfo, rest: ["GET", ""], api: ["GET", ""] },
  {
    name: "backup validate",
    type: types.returnResult,
    rest: ["POST", "/backup/validate", () => ({ piece: piece() })],
    api: ["POST", "/backup?action=validate", piece],
  },
  {
    name: "backup job create",
    type: types.backupJobStatus,
    created: true,
    rest: ["POST", "/backup/job", () => ({ piece: piece() })],
    api: ["POST", "/backup/job", piece],
    after: afterBackup,
  },
  { name: "backup job list", type: types.jobIds, rest: ["GET", "/backup/job"], api: ["GET", "/backup/job"] },
  {
    name: "backup job get",
    type: types.backupJobStatus,
    rest: ["GET", () => `/backup/job/${job()}`],
    api: ["GET", () => `/backup/job/${job()}`],
  },
  {
    name: "backup job cancel",
    type: types.returnResult,
    rest: ["POST", () => `/backup/job/${job()}/cancel`, () => ({})],
    api: ["POST", () => `/backup/job/${job()}?action=cancel`],
  },
  {
    name: "backup job details list",
    type: types.details,
    rest: ["GET", "/backup/job/details"],
    api: ["GET", "/backup/job/details"],
  },
  {
    name: "backup parts list",
    type: types.parts,
    rest: ["GET", "/backup/parts"],
    api: ["GET", "/backup/parts"],
  },
  {
    name: "backup parts get",
    type: types.size,
    rest: ["GET", "/backup/parts/seat"],
    api: ["GET", "/backup/parts/common"],
  },
  {
    name: "schedules create",
    type: types.none,
    rest: ["POST", "/backup/schedules/default", () => ({ spec: schedule() })],
    api: ["POST", "/backup/schedules", () => ({ schedule: "second one", spec: schedule() })],
  },
  {
    name: "schedules list",
    type: types.schedules,
    rest: ["GET", "/backup/schedules"],
    api: ["GET", "/backup/schedules"],
  },
  {
    name: "schedules get",
    type: types.scheduleInfo,
    rest: ["GET", "/backup/schedules/default"],
    api: ["GET", "/backup/schedules/second%20one"],
  },
  {
    name: "schedules update",
    type: types.none,
    rest: ["PUT", "/backup/schedules/update/default", () => ({ spec: { retention_info: { max_count: 5 } } })],
    api: ["PATCH", "/backup/schedules/default", () => ({ enable: false })],
  },
  {
    name: "schedules run",
    type: types.backupJobStatus,
    rest: ["POST", "/backup/schedules/default/?action=run", () => ({ comment: "by hand" })],
    api: ["POST", "/backup/schedules/default?action=run", () => ({ comment: "by hand" })],
    after: afterBackup,
  },
  {
    name: "schedules delete",
    type: types.none,
    rest: ["DELETE", "/backup/schedules/default"],
    api: ["DELETE", "/backup/schedules/second%20one"],
  },
  {
    name: "system names",
    type: types.systemNames,
    rest: ["GET", () => `${names}?${placeQuery("loc_spec")}`],
    api: ["POST", `${names}?action=list`, place],
  },
  {
    name: "archives list",
    type: types.archives,
    rest: ["GET", () => `${archives}?${placeQuery("loc_spec")}&filter_spec.max_results=1`],
    api: ["POST", `${archives}?action=list`, () => ({ loc_spec: place(), filter_spec: { max_results: 1 } })],
    after: ([{ archive }]: readonly [{ archive: string }]) => (made.archive = archive),
  },
  {
    name: "archive get",
    type: types.archiveInfo,
    rest: ["GET", () => `${archives}/${made.archive}?${placeQuery("spec")}`],
    api: ["POST", () => `${archives}/${made.archive}?action=get`, place],
  },
  {
    name: "restore validate",
    type: types.restoreMetadata,
    rest: ["POST", "/restore/validate", () => ({ piece: archivePiece() })],
    api: ["POST", "/restore?action=validate", archivePiece],
  },
  {
    name: "restore job create",
    type: types.restoreJobStatus,
    created: true,
    rest: ["POST", "/restore/job", () => ({ piece: archivePiece() })],
    api: ["POST", "/restore/job", archivePiece],
    after: () => finished("/api/appliance/recovery/restore/job"),
  },
  {
    name: "restore job get",
    type: types.restoreJobStatus,
    rest: ["GET", "/restore/job"],
    api: ["GET", "/restore/job"],
  },
  {
    name: "restore job cancel",
    type: types.returnResult,
    rest: ["POST", "/restore/job/cancel"],
    api: ["POST", "/restore/job?action=cancel"],
  },
  {
    name: "reconciliation create",
    type: types.reconciliationInfo,
    created: true,
    rest: ["POST", "/reconciliation/job", () => ({ spec: {} })],
    api: ["POST", "/reconciliation/job", () => ({})],
    after: async () => {
      const status = async (): Promise<unknown> =>
        (await client.get("/api/appliance/recovery/reconciliation/job")).json.status;
      await expect.poll(status, { timeout: 25_000, interval: 50 }).toBe("SUCCEEDED");
    },
  },
  {
    name: "reconciliation get",
    type: types.reconciliationInfo,
    rest: ["GET", "/reconciliation/job"],
    api: ["GET", "/reconciliation/job"],
  },
];

function call(prefix: string, [method, path, body]: Form): Promise<Reply> {
  const json: unknown = typeof body === "function" ? (body as () => unknown)() : body;
  return client.send(`${prefix}/appliance/recovery${typeof path === "string" ? path : path()}`, {
    method,
    json,
  });
}

/** A list of pairs as the map that it stands for. */
function unpaired(value: unknown): unknown {
  const pairs = value as readonly { key: string; value: unknown }[];
  expect(pairs.every((pair) => Object.keys(pair).join() === "key,value")).toBe(true);
  return Object.fromEntries(pairs.map((pair) => [pair.key, pair.value]));
}

test("the table has all 24 operations", () => {
  expect(rows.length).toBe(24);
});

describe.each(rows)("$name", ({ type, rest, api, created = false, after = () => undefined }) => {
  test("/rest", async () => {
    const { status, headers, text, json } = await call("/rest", rest);
    expect(status, text).toBe(200);
    if (type === undefined) {
      expect(text).toBe("");
      return;
    }
    expect(headers["content-type"]).toBe("application/json");
    expect(Object.keys(json as object)).toEqual(["value"]);
    const isMap = type === types.details || type === types.schedules;
    const value: unknown = isMap ? unpaired(json.value) : json.value;
    expect(types.mismatches(type, value)).toEqual([]);
    await after(value as never);
  });

  test("/api", async () => {
    const { status, headers, text, json } = await call("/api", api);
    expect(status, text).toBe(type === undefined ? 204 : created ? 201 : 200);
    if (type === undefined) {
      expect(text).toBe("");
      return;
    }
    expect(headers["content-type"]).toBe("application/json");
    expect(types.mismatches(type, json)).toEqual([]);
    await after(json as never);
  });
});
