import type { Keystream } from "./keystream.ts";

/** Files of a tree whose sizes are spread evenly over the orders of magnitude between two sizes in bytes. */
export interface FileGroup {
  readonly count: number;
  readonly smallest: number;
  readonly largest: number;
}

/** What a tree consists of. */
export interface TreeSpec {
  /** Also its directory's name. */
  readonly name: string;
  readonly groups: readonly FileGroup[];
}

/** Trees that stand for what appliances have. */
export const treeSpecs = {
  /** 20,006 files, 1.07 GB. */
  mixed: {
    name: "mixed",
    groups: [
      { count: 20_000, smallest: 256, largest: 256 * 1024 },
      { count: 6, smallest: 52e6, largest: 52e6 },
    ],
  },
  /** 100,000 files of 4 KiB. */
  small: { name: "small", groups: [{ count: 100_000, smallest: 4096, largest: 4096 }] },
  /** 4 files, 1.6 GB. */
  big: { name: "big", groups: [{ count: 4, smallest: 400e6, largest: 400e6 }] },
  /** 200 files, 20 MB: enough to see that everything runs. */
  tiny: { name: "tiny", groups: [{ count: 200, smallest: 100e3, largest: 100e3 }] },
  /** 100,000 files, 10 GB. */
  large: { name: "large", groups: [{ count: 100_000, smallest: 100e3, largest: 100e3 }] },
} as const;

/** A number of files of the same size. */
export function files(count: number, bytes: number): TreeSpec {
  const size = Math.floor(bytes / count);
  return { name: `${count}-files-${bytes / 1e9}-gb`, groups: [{ count, smallest: size, largest: size }] };
}

/** Bytes that a tree has at least. */
export function leastSize({ groups }: TreeSpec): number {
  return groups.reduce((sum, { count, smallest }) => sum + count * smallest, 0);
}

/** The size of each file, in bytes. */
export function* fileSizes({ groups }: TreeSpec, stream: Keystream): Generator<number, void> {
  for (const { count, smallest, largest } of groups) {
    for (let file = 0; file < count; file++) {
      yield Math.floor(smallest * (largest / smallest) ** stream.fraction());
    }
  }
}
