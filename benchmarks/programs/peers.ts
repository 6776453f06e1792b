import { archiverNaive } from "./archiver-naive.ts";
import type { BackupProgram } from "./backup-program.ts";
import { borg } from "./borg.ts";
import type { HoldfastSettings } from "./holdfast.ts";
import { rcloneCrypt } from "./rclone-crypt.ts";
import { restic } from "./restic.ts";
import { tarGzipOpenssl } from "./tar-gzip-openssl.ts";
import { tarZstdAge } from "./tar-zstd-age.ts";

/** How many times as long a peer takes, at least, for each tree. */
export type Wanted = Readonly<Record<"backup" | "restore", Readonly<Record<string, number>>>>;

/** Another program, and what Holdfast wants to be beside it. */
export interface Peer {
  readonly program: BackupProgram;
  /** Whom Holdfast seals for in the same run: key derivation from a password costs both sides. */
  readonly key: HoldfastSettings["key"];
  /** Absent where there is no goal. */
  readonly wanted?: Wanted;
}

/** All that this machine has, or its distribution. */
export async function availablePeers(): Promise<readonly Peer[]> {
  const peers: readonly (Omit<Peer, "program"> & { program: BackupProgram | undefined })[] = [
    {
      program: await restic(),
      key: "password",
      wanted: { backup: { mixed: 4, small: 4, big: 4 }, restore: { mixed: 3, small: 4, big: 3 } },
    },
    {
      program: await borg(),
      key: "password",
      wanted: { backup: { mixed: 3.5, small: 6, big: 3.5 }, restore: { mixed: 3.5, small: 5, big: 3 } },
    },
    {
      program: await tarZstdAge(),
      key: "recipient",
      wanted: { backup: { mixed: 1.5, small: 1.2, big: 1.5 }, restore: { mixed: 1.4, small: 1.2, big: 1.5 } },
    },
    { program: await tarGzipOpenssl(), key: "password" },
    { program: await rcloneCrypt(), key: "password" },
    { program: archiverNaive(), key: "password" },
  ];
  return peers.flatMap(({ program, ...peer }) => (program === undefined ? [] : [{ ...peer, program }]));
}
