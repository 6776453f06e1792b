import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { promisify } from "node:util";
import type { OpensshServer } from "@holdfast/testservers/openssh";
import { clientOptions } from "../locations/ssh.ts";
import { holdfast } from "./holdfast.ts";
import { installed, versionOf } from "./installed.ts";
import { password, recipient } from "./keys.ts";
import type { Peer } from "./peers.ts";

const run = promisify(execFile);

/** A Holdfast that backs up to the server, and the peers that can. None of them restores. */
export interface SftpPeers {
  readonly own: Readonly<Record<Peer["key"], Peer["program"]>>;
  readonly peers: readonly Peer[];
}

const pipeline = `"$1" --create --directory "$4" . | "$2" -1 | "$3" --recipient "$5" | "\${@:7}" "cat > $6"`;

/** @param work a directory for the login's files */
export async function sftpPeers(server: OpensshServer, work: string): Promise<SftpPeers> {
  const options = clientOptions(server, join(work, "ssh"));
  const login = `${server.user}@${server.host}`;
  const fresh = (): string => `${server.directory}/${randomUUID()}`;
  const destination = {
    name: ", SFTP",
    url: () => `sftp://${server.host}:${server.port}${fresh()}`,
    options: [
      ...["--user", server.user, "--key-file", join(work, "ssh-key")],
      ...["--host-key", server.hostKeys.ed25519.fingerprint],
    ],
  };
  const programs = await installed("restic", "ssh", "tar", "zstd", "age");
  // Each backup has a place of its own, of which a restore would know nothing.
  const backingUp = (key: Peer["key"]): Peer["program"] => {
    const program = holdfast({ key, verify: "none", destination });
    const { name, version } = program;
    return { name, version, prepare: (tree, target) => program.prepare(tree, target) };
  };
  const own = { password: backingUp("password"), recipient: backingUp("recipient") };
  if (programs === undefined) return { own, peers: [] };
  const { restic, ssh, tar, zstd, age } = programs;
  const resticOptions = ["-o", `sftp.command=${[ssh.path, ...options, login, "-s", "sftp"].join(" ")}`];
  const peers: readonly Peer[] = [
    {
      key: "password",
      wanted: { backup: { mixed: 3.5 }, restore: {} },
      program: {
        name: "restic, SFTP",
        version: await versionOf(restic, "version"),
        async prepare(tree, target) {
          const env = {
            ...restic.env,
            RESTIC_REPOSITORY: `sftp:${login}:${fresh()}`,
            RESTIC_PASSWORD: password,
            RESTIC_CACHE_DIR: join(target, "cache"),
          };
          await run(restic.path, [...resticOptions, "init", "--repository-version", "2"], { env });
          return { argv: [restic.path, ...resticOptions, "backup", "--quiet", tree], env };
        },
      },
    },
    {
      key: "recipient",
      wanted: { backup: { mixed: 1.4 }, restore: {} },
      program: {
        name: "tar | zstd -1 | age | ssh",
        version: await versionOf(zstd, "--version"),
        prepare: (tree) =>
          Promise.resolve({
            argv: [
              ...(["bash", "-o", "pipefail", "-c", pipeline, "bash"] as const),
              ...[tar.path, zstd.path, age.path, tree, recipient, fresh()],
              ...[ssh.path, ...options, login],
            ],
            env: { ...tar.env, ...zstd.env, ...age.env, ...ssh.env },
          }),
      },
    },
  ];
  return { own, peers };
}
