// Moves volumes of 8 MiB through one session of the location type SMB, two at a time, as backups do.
// Arguments: put or get, the location, the user, options as JSON, volumes. The password is in SMB_PASSWORD.
import { type ConnectContext, Secret } from "@holdfast/contract";
import { smb } from "@holdfast/location-smb";
import { randomFillSync } from "node:crypto";

const [action, location = "", user = "", options = "{}", count = "1"] = process.argv.slice(2);
const volumeBytes = 8 * 1024 * 1024;
const { signal } = new AbortController();
const given = Promise.resolve(undefined);
const context: ConnectContext = {
  signal,
  log: { debug: () => {}, info: () => {}, warn: () => {} },
  timeouts: { connectMs: 20_000, idleMs: 60_000 },
  trust: {},
  credentials: {
    password: () => Promise.resolve(new Secret(process.env["SMB_PASSWORD"] ?? "")),
    privateKey: () => given,
    certificate: () => given,
    token: () => given,
  },
  resolve: (host) => Promise.resolve([{ address: host, family: 4 }]),
};
const target = smb.parse({
  location,
  type: "SMB",
  user,
  options: JSON.parse(options) as Readonly<Record<string, string>>,
});
const session = await smb.connect(target, context);
const numbers = Array.from({ length: Number(count) }, (_, index) => index).values();

async function lane(): Promise<void> {
  const volume = randomFillSync(new Uint8Array(new SharedArrayBuffer(volumeBytes)));
  for (const number of numbers) {
    if (action === "put") {
      await session.put(`volume-${number}`, { size: volumeBytes, chunks: [volume] }, { signal });
    } else {
      let bytes = 0;
      for await (const data of await session.get(`volume-${number}`, { signal })) {
        const { buffer, length } = data as Buffer;
        bytes += length;
        // As the core does: the memory of what was read is given back at once.
        if (buffer instanceof ArrayBuffer) buffer.transfer(0);
      }
      if (bytes !== volumeBytes) throw new Error(`volume-${number} has ${bytes} bytes`);
    }
  }
}

await Promise.all([lane(), lane()]);
await session.close();
