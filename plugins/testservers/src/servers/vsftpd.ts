import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { accountNamespace } from "../account-namespace.ts";
import type { Missing } from "../availability.ts";
import { type FtpServer, type FtpServerOptions, type FtpSite, startFtpServer } from "../ftp-server.ts";

/** Starts vsftpd, which admits an account of its own and shows nothing but the account's home. */
export function startVsftpd(options: FtpServerOptions = {}): Promise<FtpServer | Missing> {
  return startFtpServer(
    {
      program: { package: "vsftpd", file: "usr/sbin/vsftpd" },
      confinesToHome: true,
      async prepare(site) {
        const { root, home, user, password, uid, gid } = site;
        const config = join(root, "vsftpd.conf");
        await mkdir(join(root, "empty"));
        await writeFile(config, await configuration(site));
        const account = { name: user, uid, gid, home, password };
        return { namespace: await accountNamespace(root, "vsftpd", account), args: [config] };
      },
    },
    options,
  );
}

async function configuration(site: FtpSite): Promise<string> {
  const lines = [
    "listen=YES",
    "background=NO",
    "listen_address=127.0.0.1",
    `listen_port=${site.port}`,
    "anonymous_enable=NO",
    "local_enable=YES",
    "write_enable=YES",
    "pam_service_name=vsftpd",
    "chroot_local_user=YES",
    "allow_writeable_chroot=YES",
    `secure_chroot_dir=${site.root}/empty`,
    "xferlog_enable=NO",
    // Newer kernels have system calls that its sandbox does not know.
    "seccomp_sandbox=NO",
    ...(await tlsLines(site)),
    ...(site.options.config ?? []),
  ];
  return `${lines.join("\n")}\n`;
}

async function tlsLines({ root, identity, options }: FtpSite): Promise<readonly string[]> {
  if (identity === undefined) return [];
  await writeFile(join(root, "certificate.pem"), identity.certificatePem);
  await writeFile(join(root, "key.pem"), identity.privateKeyPem, { mode: 0o600 });
  return [
    "ssl_enable=YES",
    "force_local_logins_ssl=YES",
    "force_local_data_ssl=YES",
    "require_ssl_reuse=YES",
    `rsa_cert_file=${root}/certificate.pem`,
    `rsa_private_key_file=${root}/key.pem`,
    `implicit_ssl=${options.tls === "implicit" ? "YES" : "NO"}`,
  ];
}
