import type * as crypto from "node:crypto";
import { vi } from "vitest";

let drawn = 0;

/** Begins anew. */
export function resetRandomness(): void {
  drawn = 0;
}

/** `node:crypto` whose random values are the same in every run. */
export async function withoutRandomness(): Promise<typeof crypto> {
  const real = await vi.importActual<typeof crypto>("node:crypto");
  const randomBytes = (size: number): Buffer => Buffer.alloc(size, (drawn += 1));
  const randomInt = (): number => (drawn += 1);
  return {
    ...real,
    randomBytes: randomBytes as typeof crypto.randomBytes,
    randomInt,
  };
}
