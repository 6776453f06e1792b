import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { debianProgram, isMissing } from "@holdfast/testservers";
import { type OpensshServer, startOpenssh } from "@holdfast/testservers/openssh";
import type { Direction, NativeClient, OwnClient, Subject } from "./subject.ts";

/** `sftp` takes its commands from its standard input. $1: the command. */
const batchRunner = `printf "%s\\n" "$1" | { shift; "$@"; }`;

/** SFTP beside OpenSSH's `sftp`, on OpenSSH. */
export const sftp: Subject = subject("SFTP", "sftp", (server, direction, file) => {
  const remote = `${server.directory}/native`;
  const move = direction === "put" ? `put ${file} ${remote}` : `get ${remote} /dev/null`;
  return [`${server.user}@${server.host}`, move];
});

/** SCP beside OpenSSH's `scp` with the same old protocol (`-O`), on OpenSSH. */
export const scp: Subject = subject("SCP", "scp", (server, direction, file) => {
  const remote = `${server.user}@${server.host}:${server.directory}/native`;
  return direction === "put" ? ["-O", file, remote] : ["-O", remote, "/dev/null"];
});

function subject(
  type: "SFTP" | "SCP",
  program: "sftp" | "scp",
  move: (server: OpensshServer, direction: Direction, file: string) => readonly string[],
): Subject {
  return {
    type,
    async start(work) {
      const client = await debianProgram(program);
      if (isMissing(client)) return client;
      const server = await startOpenssh();
      if (isMissing(server)) return server;
      const options = clientOptions(server, join(work, program));
      const native: NativeClient = {
        name: program,
        command: (direction, file) => {
          const words = move(server, direction, file);
          const [target = "", batch = ""] = words;
          return program === "scp"
            ? { argv: [client.path, ...options, ...words], env: client.env }
            : {
                argv: ["sh", "-c", batchRunner, "sh", batch, client.path, ...options, target],
                env: client.env,
              };
        },
      };
      return { own: ownClient(type, server), native, stop: () => server.stop() };
    },
  };
}

function ownClient(type: "SFTP" | "SCP", server: OpensshServer): OwnClient {
  const name = type.toLowerCase();
  return {
    module: `@holdfast/location-${name}`,
    plugin: name,
    address: {
      location: `${name}://${server.host}:${server.port}${server.directory}/own`,
      type,
      user: server.user,
      options: {},
    },
    trust: { hostKey: server.hostKeys.ed25519.fingerprint },
    privateKey: server.identity.privateKey,
  };
}

/** Options of OpenSSH's programs that log in by the server's key pair and check its host key. */
export function clientOptions(server: OpensshServer, prefix: string): readonly string[] {
  const [key, hosts] = [`${prefix}-key`, `${prefix}-known-hosts`];
  writeFileSync(key, server.identity.privateKey, { mode: 0o600 });
  writeFileSync(hosts, server.knownHosts);
  return [
    `IdentityFile=${key}`,
    `UserKnownHostsFile=${hosts}`,
    "StrictHostKeyChecking=yes",
    "BatchMode=yes",
    `Port=${server.port}`,
  ].flatMap((option) => ["-o", option]);
}
