import { statfsSync, statSync } from "node:fs";
import { failure } from "../../messages/holdfast-error.ts";
import { type ByteString, displayText, fsPath } from "../../parts/byte-string.ts";

/** Bytes that are going to be written to a directory. */
export interface SpaceNeed {
  /** An existing directory. */
  readonly directory: ByteString;
  readonly bytes: number;
}

/**
 * Makes sure that each file system has the space for all that is going to be written there.
 *
 * @throws HoldfastError `holdfast.restore.not-enough-space`
 */
export function requireSpace(needs: readonly SpaceNeed[]): void {
  const byDevice = new Map<number, SpaceNeed>();
  for (const { directory, bytes } of needs) {
    const { dev } = statSync(fsPath(directory));
    const before = byDevice.get(dev);
    byDevice.set(dev, { directory: before?.directory ?? directory, bytes: (before?.bytes ?? 0) + bytes });
  }
  for (const { directory, bytes } of byDevice.values()) {
    const { bavail, bsize } = statfsSync(fsPath(directory));
    if (bytes > bavail * bsize) {
      throw failure("holdfast.restore.not-enough-space", displayText(directory), bytes, bavail * bsize);
    }
  }
}
