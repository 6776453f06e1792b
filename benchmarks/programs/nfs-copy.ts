/*
 * Copies a file to an NFS server in volumes, or back, with the built client:
 * node nfs-copy.ts put|get FILE PORT MOUNT-PORT VERSION WINDOW-MIB
 */
import { open } from "node:fs/promises";
import { connectNfs } from "@holdfast/location-nfs/client";

const mebibyte = 1024 * 1024;
const volumeBytes = 8 * mebibyte;
/** As many volumes are under way as a session takes. */
const lanes = 2;

const [direction, path = "", port, mountPort, version, windowMiB] = process.argv.slice(2);
const { signal } = new AbortController();
const nfs = await connectNfs({
  host: "127.0.0.1",
  path: "/export/volumes",
  port: Number(port),
  mountPort: Number(mountPort),
  version: version === "3" ? "3" : "4.1",
  windowBytes: Number(windowMiB) * mebibyte,
});
const file = await open(path, direction === "put" ? "r" : "w");

async function putVolumes(volumes: Iterable<number>): Promise<void> {
  const buffer = Buffer.alloc(volumeBytes);
  for (const volume of volumes) {
    const { bytesRead } = await file.read(buffer, 0, volumeBytes, volume * volumeBytes);
    await nfs.put(`${volume}`, { size: bytesRead, chunks: [buffer.subarray(0, bytesRead)] }, { signal });
  }
}

async function getVolumes(volumes: Iterable<number>): Promise<void> {
  for (const volume of volumes) {
    let position = volume * volumeBytes;
    for await (const data of (await nfs.get(`${volume}`, { signal })) as AsyncIterable<Buffer>) {
      await file.write(data, 0, data.length, position);
      position += data.length;
      // The chunk is the reader's, memory and all: given back at once, it does not wait for the collector.
      if (data.buffer instanceof ArrayBuffer) data.buffer.transfer(0);
    }
  }
}

if (direction === "put") {
  const { size } = await file.stat();
  const volumes = Array.from({ length: Math.ceil(size / volumeBytes) }, (_, index) => index).values();
  await Promise.all(Array.from({ length: lanes }, () => putVolumes(volumes)));
} else {
  const names = await Array.fromAsync(nfs.list("", { signal }), ({ name }) => Number(name));
  const volumes = names.values();
  await Promise.all(Array.from({ length: lanes }, () => getVolumes(volumes)));
}
await file.close();
await nfs.close();
