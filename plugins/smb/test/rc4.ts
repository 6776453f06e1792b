import { createHash } from "node:crypto";

/** RC4 with the sealing key of one side of an NTLM session ([MS-NLMP] §3.4.5.3): only to check published conversations. */
export function rc4(sessionKey: Buffer, side: string, text: Uint8Array): Buffer {
  const constant = `session key to ${side} sealing key magic constant\0`;
  const key = createHash("md5").update(sessionKey).update(constant).digest();
  const state = Uint8Array.from({ length: 256 }, (_, index) => index);
  const swap = (a: number, b: number): void => {
    [state[a], state[b]] = [state[b]!, state[a]!];
  };
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + state[i]! + key[i % key.length]!) & 0xff;
    swap(i, j);
  }
  let [i, j] = [0, 0];
  return Buffer.from(
    text.map((byte) => {
      i = (i + 1) & 0xff;
      j = (j + state[i]!) & 0xff;
      swap(i, j);
      return byte ^ state[(state[i]! + state[j]!) & 0xff]!;
    }),
  );
}
