import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { cryptPassword } from "../account-namespace.ts";
import type { Missing } from "../availability.ts";
import { type FtpServer, type FtpServerOptions, type FtpSite, startFtpServer } from "../ftp-server.ts";

const run = promisify(execFile);

/** How to start Pure-FTPd, which has explicit TLS only and does not ask for session reuse. */
export interface PureFtpdOptions extends FtpServerOptions {
  readonly tls?: "explicit";
}

/** Starts Pure-FTPd, which admits a virtual user and shows nothing but the user's home. */
export function startPureFtpd(options: PureFtpdOptions = {}): Promise<FtpServer | Missing> {
  return startFtpServer(
    {
      program: { package: "pure-ftpd", file: "usr/sbin/pure-ftpd" },
      confinesToHome: true,
      async prepare(site, program) {
        const { root, home, user, password, uid, gid } = site;
        const entry = `${user}:${await cryptPassword(password)}:${uid}:${gid}::${home}/./::::::::::::\n`;
        await writeFile(join(root, "passwd"), entry, { mode: 0o600 });
        const pureDb = join(program.root, "usr/bin/pure-pw");
        const made = ["mkdb", join(root, "users"), "-f", join(root, "passwd")];
        await run(pureDb, made, { env: program.env });
        return { namespace: ["unshare", "--mount"], args: await commandLine(site) };
      },
    },
    options,
  );
}

async function commandLine(site: FtpSite): Promise<readonly string[]> {
  const { root, port, options } = site;
  return [
    "--bind",
    `127.0.0.1,${port}`,
    "--login",
    `puredb:${root}/users`,
    "--pidfile",
    `${root}/pid`,
    "--dontresolve",
    "--noanonymous",
    "--maxclientsnumber",
    "100",
    "--maxclientsperip",
    "100",
    ...(await tlsArguments(site)),
    ...(options.config ?? []),
  ];
}

async function tlsArguments({ root, identity }: FtpSite): Promise<readonly string[]> {
  if (identity === undefined) return ["--tls", "0"];
  const file = join(root, "certificate.pem");
  await writeFile(file, `${identity.privateKeyPem}${identity.certificatePem}`, { mode: 0o600 });
  // 3: TLS for the data connections too, and no session without it.
  return ["--tls", "3", "--certfile", file];
}
