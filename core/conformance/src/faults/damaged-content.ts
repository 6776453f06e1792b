import type { PutBody } from "@holdfast/contract";
import type { ContentEffect } from "./fault.ts";

/** What arrives of a body. */
export function damagedBody({ size, chunks }: PutBody, effect: ContentEffect): PutBody {
  const whole = Buffer.concat(chunks, size);
  const damaged = damage(whole, 0, effect);
  return { size: damaged.length, chunks: [damaged] };
}

/** What arrives of a stream; for a `cut`, `lost` is thrown after the last byte that arrives. */
export async function* damagedStream(
  chunks: AsyncIterable<Uint8Array>,
  effect: ContentEffect,
  lost: () => Error,
): AsyncGenerator<Uint8Array, void> {
  let at = 0;
  for await (const chunk of chunks) {
    const damaged = damage(chunk, at, effect);
    at += chunk.length;
    if (damaged.length > 0) yield damaged;
    if (damaged.length < chunk.length) break;
  }
  if (effect.kind === "cut") throw lost();
}

function damage(chunk: Uint8Array, at: number, effect: ContentEffect): Uint8Array {
  if (effect.kind !== "flip") return chunk.subarray(0, Math.max(0, effect.bytes - at));
  const damaged = Uint8Array.from(chunk);
  const index = effect.byte - at;
  const byte = damaged[index];
  if (byte !== undefined) damaged[index] = byte ^ 1;
  return damaged;
}
