// Moves volumes of 8 MiB with a location plugin, two at a time, in as many sessions as that takes. Needs --expose-gc.
// Arguments: put or get, the number of volumes; with none, it only logs in. The client is in OWN_CLIENT, as JSON.
import { randomFillSync } from "node:crypto";
import { type ConnectContext, type LocationPlugin, type LocationSession, Secret } from "@holdfast/contract";
import type { OwnClient } from "../../locations/subject.ts";

const volumeBytes = 8 * 1024 * 1024;
/** Names that are used again and again, so that the server need not keep all that is moved. */
const names = 32;

const lanes = 2;
const collectEveryBytes = 4 * 1024 * 1024;

const [direction, count] = process.argv.slice(2);
const client = JSON.parse(process.env["OWN_CLIENT"] ?? "") as OwnClient;
const { signal } = new AbortController();
const secret = (text: string | undefined): Secret | undefined =>
  text === undefined ? undefined : new Secret(text);
const key = secret(client.privateKey);
const context: ConnectContext = {
  signal,
  log: { debug: () => {}, info: () => {}, warn: () => {} },
  timeouts: { connectMs: 20_000, idleMs: 60_000 },
  trust: client.trust,
  credentials: {
    password: () => Promise.resolve(secret(client.password)),
    privateKey: () => Promise.resolve(key && { key }),
    certificate: () => Promise.resolve(undefined),
    token: () => Promise.resolve(undefined),
  },
  resolve: (host) => Promise.resolve([{ address: host, family: 4 }]),
};
const exported = (await import(client.module)) as Readonly<Record<string, LocationPlugin>>;
const plugin = exported[client.plugin] as LocationPlugin;
const connect = (): Promise<LocationSession> => plugin.connect(plugin.parse(client.address), context);
const first = await connect();
const perSession = first.capabilities.operationsPerSession;
const sessions = [first];
while (sessions.length * perSession < lanes) sessions.push(await connect());
const numbers = Array.from({ length: Number(count) }, (_, index) => index).values();

let uncollected = 0;

/** As the core does: buffers of packets are collected before many of them pile up. */
function passed(bytes: number): void {
  uncollected += bytes;
  if (uncollected < collectEveryBytes) return;
  uncollected = 0;
  globalThis.gc?.({ type: "minor" });
}

async function lane(session: LocationSession): Promise<void> {
  const volume = randomFillSync(new Uint8Array(new SharedArrayBuffer(volumeBytes)));
  for (const number of numbers) {
    const name = `volume-${number % names}`;
    if (direction === "get") await get(session, name);
    else await session.put(name, { size: volumeBytes, chunks: [volume] }, { signal, onProgress: passed });
  }
}

async function get(session: LocationSession, name: string): Promise<void> {
  let bytes = 0;
  for await (const data of await session.get(name, { signal })) {
    const { buffer, length } = data as Buffer;
    bytes += length;
    passed(length);
    // As the core does, too: the memory of what was read is given back at once.
    if (buffer instanceof ArrayBuffer && buffer.byteLength === length) buffer.transfer(0);
  }
  if (bytes !== volumeBytes) throw new Error(`${name} has ${bytes} bytes`);
}

await Promise.all(
  Array.from({ length: lanes }, (_, index) => lane(sessions[index % sessions.length] ?? first)),
);
await Promise.all(sessions.map((session) => session.close()));
