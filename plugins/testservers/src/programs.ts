/** Where a program comes from on Debian. */
export interface DebianProgram {
  readonly package: string;
  /** The program's file inside the package. */
  readonly file: string;
  /**
   * Packages that must lie in the same root, such as a server's modules. A program that has some
   * is always the unpacked one, because an installed one may lack them.
   */
  readonly companions?: readonly string[];
}

/** The name of a program that more than one test asks for; servers bring their own. */
export type ProgramName =
  | "age"
  | "age-keygen"
  | "bsdtar"
  | "curl"
  | "openssl"
  | "rclone"
  | "restic"
  | "scp"
  | "sftp"
  | "ssh"
  | "ssh-keygen"
  | "sshd"
  | "sshfs"
  | "tar"
  | "zstd";

/** The programs that tests may ask for. */
export const programs: Readonly<Record<ProgramName, DebianProgram>> = {
  age: { package: "age", file: "usr/bin/age" },
  "age-keygen": { package: "age", file: "usr/bin/age-keygen" },
  bsdtar: { package: "libarchive-tools", file: "usr/bin/bsdtar" },
  curl: { package: "curl", file: "usr/bin/curl" },
  openssl: { package: "openssl", file: "usr/bin/openssl" },
  rclone: { package: "rclone", file: "usr/bin/rclone" },
  restic: { package: "restic", file: "usr/bin/restic" },
  scp: { package: "openssh-client", file: "usr/bin/scp" },
  sftp: { package: "openssh-client", file: "usr/bin/sftp" },
  ssh: { package: "openssh-client", file: "usr/bin/ssh" },
  "ssh-keygen": { package: "openssh-client", file: "usr/bin/ssh-keygen" },
  sshd: { package: "openssh-server", file: "usr/sbin/sshd" },
  sshfs: { package: "sshfs", file: "usr/bin/sshfs" },
  tar: { package: "tar", file: "usr/bin/tar" },
  zstd: { package: "zstd", file: "usr/bin/zstd" },
};
