import { protocolError } from "./session-errors.ts";

/** Ids of AV_PAIR ([MS-NLMP] §2.2.2.1). */
export const avId = {
  MsvAvEOL: 0,
  MsvAvFlags: 6,
  MsvAvTimestamp: 7,
  MsvAvTargetName: 9,
  MsvAvChannelBindings: 10,
} as const;

/** Something that one side says about itself while authenticating. */
export interface AvPair {
  readonly id: number;
  readonly value: Buffer;
}

/** The pairs up to the end mark. @throws LocationError `protocol` */
export function readAvPairs(bytes: Buffer): readonly AvPair[] {
  const pairs: AvPair[] = [];
  for (let at = 0; ;) {
    if (at + 4 > bytes.length)
      throw protocolError("The server sent an NTLM target information without an end.");
    const id = bytes.readUInt16LE(at);
    const end = at + 4 + bytes.readUInt16LE(at + 2);
    if (id === avId.MsvAvEOL) return pairs;
    if (end > bytes.length)
      throw protocolError("The server sent an NTLM target information that ends too early.");
    pairs.push({ id, value: bytes.subarray(at + 4, end) });
    at = end;
  }
}

/** The pairs with an end mark. */
export function encodeAvPairs(pairs: readonly AvPair[]): Buffer {
  const encoded = [...pairs, { id: avId.MsvAvEOL, value: Buffer.alloc(0) }].flatMap(({ id, value }) => {
    const head = Buffer.alloc(4);
    head.writeUInt16LE(id, 0);
    head.writeUInt16LE(value.length, 2);
    return [head, value];
  });
  return Buffer.concat(encoded);
}

/** The value of a pair. */
export function findAvPair(pairs: readonly AvPair[], id: number): Buffer | undefined {
  return pairs.find((pair) => pair.id === id)?.value;
}

/** The pairs with one added, or replaced. */
export function withAvPair(pairs: readonly AvPair[], id: number, value: Buffer): readonly AvPair[] {
  return [...pairs.filter((pair) => pair.id !== id), { id, value }];
}
