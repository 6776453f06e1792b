import { debianProgram, isMissing, type Missing } from "@holdfast/testservers";
import { type DropbearServer, startDropbear } from "@holdfast/testservers/dropbear";
import { type OpensshServer, startOpenssh } from "@holdfast/testservers/openssh";

/** A kind of server that SCP works with, and what a session on it goes over. */
export interface ServerKind {
  readonly name: "openssh" | "dropbear";
  readonly title: string;
  /** Whether whole files go by `scp`. */
  readonly scp: boolean;
  readonly sftp: boolean;
  /** Whether the kit on the other kinds does for those who wait. */
  readonly slow?: boolean;
  start(): Promise<OpensshServer | DropbearServer | Missing>;
}

/** All kinds that the plugin is tested with. */
export const serverKinds: readonly ServerKind[] = [
  {
    name: "openssh",
    title: "OpenSSH with SFTP and commands",
    scp: true,
    sftp: true,
    start: () => withScp(() => startOpenssh()),
  },
  {
    name: "openssh",
    title: "OpenSSH with SFTP only",
    scp: false,
    sftp: true,
    slow: true,
    start: () => startOpenssh({ offers: "sftp" }),
  },
  {
    name: "openssh",
    title: "OpenSSH without SFTP",
    scp: true,
    sftp: false,
    slow: true,
    start: () => withScp(() => startOpenssh({ offers: "commands" })),
  },
  {
    name: "dropbear",
    title: "dropbear with an sftp-server",
    scp: true,
    sftp: true,
    slow: true,
    start: () => withScp(() => startDropbear({ sftp: true })),
  },
  {
    name: "dropbear",
    title: "dropbear without SFTP",
    scp: true,
    sftp: false,
    start: () => withScp(() => startDropbear({ sftp: false })),
  },
];

/** The user's commands are the machine's own; an unpacked `scp` is not among them. */
async function withScp<Server>(start: () => Promise<Server | Missing>): Promise<Server | Missing> {
  const scp = await debianProgram("scp");
  if (isMissing(scp)) return scp;
  return scp.root === "/" ? start() : { missing: "scp is not installed on this machine" };
}
