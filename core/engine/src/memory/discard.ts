// Node hands out small buffers as parts of a pool, which must stay. No part is as large as the pool.
const largestPool = 64 * 1024;

/**
 * Gives memory back at once instead of at the next garbage collection. Codecs and
 * ciphers return a fresh buffer per call; left to the collector they pile up to a
 * hundred megabytes per thread, and each of them is touched cold.
 *
 * @param bytes nobody uses them again, nor anything else in their ArrayBuffer
 */
export function discard(bytes: Uint8Array): void {
  const memory = bytes.buffer;
  if (!(memory instanceof ArrayBuffer)) return;
  const owned =
    memory.byteLength === bytes.length || memory.byteLength > Math.max(Buffer.poolSize, largestPool);
  if (owned) memory.transfer(0);
}
