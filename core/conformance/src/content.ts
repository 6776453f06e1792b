import { mustHold } from "./conformance-failure.ts";

/** Reproducible bytes that do not repeat within a block: a xorshift generator's low bytes. */
export function contentOf(length: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = (seed * 2_654_435_761) | 1;
  for (let at = 0; at < length; at += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[at] = state;
  }
  return bytes;
}

/** All bytes of a stream. */
export async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Checks bytes, and says where they differ. @throws ConformanceFailure */
export function mustEqual(found: Uint8Array, expected: Uint8Array, what: string): void {
  mustHold(
    found.length === expected.length,
    `${what}: expected ${expected.length} bytes, found ${found.length}`,
  );
  const differs = found.findIndex((byte, at) => byte !== expected[at]);
  mustHold(differs === -1, `${what}: byte ${differs} differs`);
}
