/** The constants of the rounds (RFC 1320 §3.4): square roots of 2 and 3. */
const roundConstants = [0, 0x5a827999, 0x6ed9eba1] as const;

/** Which word a step takes, and how far it rotates, for each round's 16 steps. */
const rounds: readonly { readonly words: readonly number[]; readonly shifts: readonly number[] }[] = [
  { words: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], shifts: [3, 7, 11, 19] },
  { words: [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15], shifts: [3, 5, 9, 13] },
  { words: [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15], shifts: [3, 9, 11, 15] },
];

const mixes: readonly ((x: number, y: number, z: number) => number)[] = [
  (x, y, z) => (x & y) | (~x & z),
  (x, y, z) => (x & y) | (x & z) | (y & z),
  (x, y, z) => x ^ y ^ z,
];

/**
 * MD4 (RFC 1320), which OpenSSL 3 no longer offers. It is broken, and serves only
 * to turn a password into what [MS-NLMP] §3.3.2 makes of it.
 */
export function md4(message: Uint8Array): Buffer {
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  const padded = pad(message);
  for (let at = 0; at < padded.length; at += 64) digestBlock(state, padded, at);
  const digest = Buffer.alloc(16);
  state.forEach((word, index) => digest.writeUInt32LE(word >>> 0, index * 4));
  return digest;
}

function pad(message: Uint8Array): Buffer {
  const padded = Buffer.alloc(Math.ceil((message.length + 9) / 64) * 64);
  padded.set(message);
  padded[message.length] = 0x80;
  padded.writeBigUInt64LE(BigInt(message.length) * 8n, padded.length - 8);
  return padded;
}

function digestBlock(state: number[], block: Buffer, start: number): void {
  let [a = 0, b = 0, c = 0, d = 0] = state;
  rounds.forEach(({ words, shifts }, round) => {
    const mix = mixes[round] as (typeof mixes)[number];
    words.forEach((word, step) => {
      const sum = a + mix(b, c, d) + block.readUInt32LE(start + word * 4) + (roundConstants[round] ?? 0);
      const shift = shifts[step % 4] as number;
      [a, d, c, b] = [d, c, b, (sum << shift) | ((sum >>> 0) >>> (32 - shift))];
    });
  });
  [a, b, c, d].forEach((word, index) => (state[index] = ((state[index] as number) + word) | 0));
}
