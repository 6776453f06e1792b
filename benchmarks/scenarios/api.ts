import { once } from "node:events";
import { mkdirSync, rmSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { Agent, request } from "node:https";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { json } from "node:stream/consumers";
import { peakRss } from "../measure/proc.ts";
import { quantile } from "../measure/quantile.ts";
import { saveResults } from "../measure/results.ts";
import { table } from "../measure/table.ts";
import { build } from "../programs/build.ts";
import { type Daemon, startDaemon } from "../programs/holdfast-daemon.ts";
import { password } from "../programs/keys.ts";
import { provideTree } from "./run-backup.ts";
import type { Scenario } from "./scenario.ts";

/** Milliseconds within which half of the answers come while a backup runs. */
const promised = 20;
const MiB = 1024 * 1024;
const promisedRss = 256 * MiB;
const pauseMs = 20;
const jobs = "/api/appliance/recovery/backup/job";

interface Answer {
  readonly status: number | undefined;
  readonly value: { readonly id?: string; readonly state?: string };
  readonly ms: number;
}

/** How fast the API answers while a backup runs, with HTTP Basic on every request and a connection that stays. */
export const api: Scenario = async ({ directory, seed, tree: spec }) => {
  await build();
  const tree = provideTree(spec, seed, directory);
  const target = join(tree.directory, "..", "target");
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target);
  const daemon = await startDaemon(tree.directory, target);
  try {
    const idle = await measureUntil(daemon, target, "", 100);
    const { value } = await send(daemon, "POST", jobs, piece(target));
    const busy = await measureUntil(daemon, target, value.id ?? "", Infinity);
    const rss = peakRss(daemon.pid);
    console.log(report("without a backup", idle));
    console.log(report("while a backup runs", busy));
    const [peak, most] = [rss, promisedRss].map((bytes) => (bytes / MiB).toFixed(0));
    console.log(`peak RSS of the daemon: ${peak} MiB, promise of ${most}`);
    console.log(saveResults("api", { tree: tree.name, promised, promisedRss, idle, busy, rss }));
    return rss <= promisedRss && Object.values(busy).every((times) => quantile(times, 0.5) <= promised);
  } finally {
    await daemon.stop();
    rmSync(target, { recursive: true, force: true });
  }
};

type Times = Readonly<Record<"create" | "get" | "list" | "details", readonly number[]>>;

/** Asks one after the other until the job has ended, or so often. A create is refused while the job runs. */
async function measureUntil(daemon: Daemon, target: string, id: string, most: number): Promise<Times> {
  const times = {
    create: [] as number[],
    get: [] as number[],
    list: [] as number[],
    details: [] as number[],
  };
  for (let round = 0; round < most; round++) {
    const { status, value, ms } = await send(daemon, "GET", `${jobs}/${id === "" ? "none" : id}`);
    times.get.push(ms);
    if (status === 200 && value.state !== "INPROGRESS") {
      if (value.state !== "SUCCEEDED") throw new Error(`The backup ended ${value.state}.`);
      break;
    }
    times.list.push((await send(daemon, "GET", jobs)).ms);
    times.details.push((await send(daemon, "GET", `${jobs}/details`)).ms);
    // Without a backup, a create that is refused for its type does as much.
    const wanted = id === "" ? { ...piece(target), location_type: "NONE" } : piece(target);
    const refused = await send(daemon, "POST", jobs, wanted);
    // The job may have ended in between.
    if (refused.status === 400) times.create.push(refused.ms);
    await sleep(pauseMs);
  }
  return times;
}

function piece(target: string): object {
  return { parts: [], location_type: "FILE", location: join(target, "location"), backup_password: password };
}

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

async function send(daemon: Daemon, method: string, path: string, body?: object): Promise<Answer> {
  const start = performance.now();
  const { authorization, certificate: ca, url } = daemon;
  const headers = { authorization, "content-type": "application/json" };
  const sent = request(`${url}${path}`, { method, ca, agent, headers });
  sent.end(body === undefined ? undefined : JSON.stringify(body));
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  const value = (await json(response)) as Answer["value"];
  return { status: response.statusCode, value, ms: performance.now() - start };
}

function report(title: string, times: Times): string {
  const rows = Object.entries(times).map(([operation, values]) => [
    operation,
    String(values.length),
    ...[0.5, 0.95, 0.99, 1].map((share) => quantile(values, share).toFixed(1)),
  ]);
  return `\n${table([`${title}, ms`, "requests", "median", "95 %", "99 %", "slowest"], rows)}`;
}
