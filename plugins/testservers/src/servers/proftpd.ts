import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cryptPassword } from "../account-namespace.ts";
import type { Missing } from "../availability.ts";
import { type FtpServer, type FtpServerOptions, type FtpSite, startFtpServer } from "../ftp-server.ts";

/** Starts ProFTPD, which admits a virtual user and shows all directories, beginning with the user's home. */
export function startProftpd(options: FtpServerOptions = {}): Promise<FtpServer | Missing> {
  return startFtpServer(
    {
      program: {
        package: "proftpd-core",
        file: "usr/sbin/proftpd",
        companions: ["proftpd-mod-crypto"],
      },
      confinesToHome: false,
      async prepare(site, program) {
        const { root, home, user, password, uid, gid } = site;
        const config = join(root, "proftpd.conf");
        const entry = `${user}:${await cryptPassword(password)}:${uid}:${gid}::${home}:/bin/sh\n`;
        await writeFile(join(root, "passwd"), entry, { mode: 0o600 });
        await writeFile(config, await configuration(site, `${program.root}/usr/lib/proftpd`));
        return { namespace: ["unshare", "--mount"], args: ["--nodaemon", "--config", config] };
      },
    },
    options,
  );
}

async function configuration(site: FtpSite, modules: string): Promise<string> {
  const { root, port, options } = site;
  const lines = [
    "ServerType standalone",
    "DefaultAddress 127.0.0.1",
    "SocketBindTight on",
    `Port ${port}`,
    "UseReverseDNS off",
    "UseIPv6 off",
    // The kernel ends a server with its starter only as long as its user does not change.
    "User root",
    "Group root",
    "AuthOrder mod_auth_file.c",
    `AuthUserFile ${root}/passwd`,
    "RequireValidShell off",
    "AllowOverwrite on",
    "MaxInstances none",
    "DelayEngine off",
    "WtmpLog off",
    "TransferLog none",
    `PidFile ${root}/pid`,
    `ScoreboardFile ${root}/scoreboard`,
    `SystemLog ${root}/log`,
    ...(await tlsLines(site, modules)),
    ...(options.config ?? []),
  ];
  return `${lines.join("\n")}\n`;
}

/**
 * ProFTPD wants data connections to resume the control connection's TLS session unless told otherwise.
 * Its mod_tls_shmcache is not loaded: with TLS 1.3, version 1.3.8 damages its memory and ends sessions at random.
 */
async function tlsLines({ root, identity, options }: FtpSite, modules: string): Promise<readonly string[]> {
  if (identity === undefined) return [];
  await writeFile(join(root, "certificate.pem"), identity.certificatePem);
  await writeFile(join(root, "key.pem"), identity.privateKeyPem, { mode: 0o600 });
  return [
    `ModulePath ${modules}`,
    "LoadModule mod_tls.c",
    "TLSEngine on",
    "TLSRequired on",
    "TLSProtocol TLSv1.2 TLSv1.3",
    `TLSRSACertificateFile ${root}/certificate.pem`,
    `TLSRSACertificateKeyFile ${root}/key.pem`,
    ...(options.tls === "implicit" ? ["TLSOptions UseImplicitSSL"] : []),
  ];
}
