import { isMissing, type Missing, type ServerProcess, type SshKeyPair } from "@holdfast/testservers";
import { startDropbear } from "@holdfast/testservers/dropbear";
import { startOpenssh } from "@holdfast/testservers/openssh";
import { smallBytes, type Subject } from "../subject.ts";

interface SshServer extends ServerProcess {
  readonly port: number;
  readonly user: string;
  readonly password: string | undefined;
  readonly hostKeys: { readonly ed25519: SshKeyPair };
  readonly directory: string;
  readonly smallDirectory: ((bytes: number) => Promise<string>) | undefined;
}

const otherKey = `SHA256:${"A".repeat(43)}`;

/** SFTP and SCP on OpenSSH and Dropbear, with both of SFTP and commands, and with one of them. */
export const subjects: readonly Subject[] = [
  subject("SFTP", "openssh", () => startOpenssh()),
  subject("SFTP", "openssh, internal-sftp only", () => startOpenssh({ offers: "sftp" })),
  subject("SFTP", "dropbear", () => startDropbear({ sftp: true })),
  subject("SCP", "openssh", () => startOpenssh()),
  subject("SCP", "openssh, SFTP only", () => startOpenssh({ offers: "sftp" })),
  subject("SCP", "openssh without SFTP", () => startOpenssh({ offers: "commands" })),
  subject("SCP", "dropbear", () => startDropbear({ sftp: true })),
  subject("SCP", "dropbear without SFTP", () => startDropbear({ sftp: false })),
];

function subject(type: "SFTP" | "SCP", server: string, start: () => Promise<SshServer | Missing>): Subject {
  return {
    type,
    server,
    async start() {
      const started = await start();
      if (isMissing(started)) return started;
      const { password, smallDirectory, user } = started;
      if (password === undefined || smallDirectory === undefined)
        return { missing: "only root can offer password login and make small file systems" };
      const origin = `${type.toLowerCase()}://127.0.0.1:${started.port}`;
      return {
        url: (directory) => `${origin}${started.directory}/${directory}`,
        login: { user, password },
        args: ["--host-key", started.hostKeys.ed25519.fingerprint],
        otherPeer: ["--host-key", otherKey],
        restart: () => started.restart(),
        full: async () => ({ url: `${origin}${await smallDirectory(smallBytes)}` }),
        lists: true,
        stop: () => started.stop(),
      };
    },
  };
}
