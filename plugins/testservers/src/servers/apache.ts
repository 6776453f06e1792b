import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isMissing, type Missing } from "../availability.ts";
import { debianProgram, type Program } from "../debian.ts";
import { type Site, writeCertificate, writeDigestFile, writePasswordFile } from "../web/site.ts";
import { startWebServer, type WebServer, type WebServerOptions } from "../web/web-server.ts";

/** How to start Apache. */
export interface ApacheOptions extends WebServerOptions {
  readonly authentication?: "none" | "basic" | "digest";
  /** Lines for the directory's section. */
  readonly config?: readonly string[];
}

const modules = [
  ...["mpm_event", "authn_core", "authn_file", "authz_core", "authz_user", "auth_basic", "auth_digest"],
  ...["alias", "autoindex", "dav", "dav_fs", "dir", "mime"],
];

/** Starts Apache with mod_dav. */
export async function startApache(options: ApacheOptions = {}): Promise<WebServer | Missing> {
  const program = await debianProgram({ package: "apache2-bin", file: "usr/sbin/apache2" });
  if (isMissing(program)) return program;
  const { authentication = "basic", config = [] } = options;
  const configure = (site: Site): Promise<readonly string[]> => configured(site, program, config);
  return startWebServer({ name: "apache", authentication, configure, env: program.env }, options);
}

async function configured(
  site: Site,
  program: Program,
  config: readonly string[],
): Promise<readonly string[]> {
  const { root, directory, port } = site;
  const certificate = await writeCertificate(site);
  const login = await loginLines(site);
  await mkdir(join(root, "locks"));
  const load = (name: string): string =>
    `LoadModule ${name}_module ${program.root}/usr/lib/apache2/modules/mod_${name}.so`;
  const tls = certificate && [
    load("socache_shmcb"),
    load("ssl"),
    "SSLEngine on",
    `SSLCertificateFile ${certificate.certificate}`,
    `SSLCertificateKeyFile ${certificate.privateKey}`,
  ];
  const lines = [
    ...modules.map(load),
    `ServerRoot ${root}`,
    "ServerName localhost",
    `Listen 127.0.0.1:${port}`,
    `DefaultRuntimeDir ${root}`,
    `PidFile ${root}/pid`,
    `ErrorLog ${root}/error.log`,
    "TypesConfig /dev/null",
    `DocumentRoot ${directory}`,
    `DavLockDB ${root}/locks/database`,
    // Since 2.4.54 the default is 1 GiB.
    "LimitRequestBody 0",
    ...(tls ?? []),
    `<Directory ${directory}>`,
    "Dav On",
    "Options Indexes",
    ...login,
    ...config,
    "</Directory>",
    "",
  ];
  const file = join(root, "apache.conf");
  await writeFile(file, lines.join("\n"));
  return [program.path, "-d", root, "-f", file, site.workers ? "-DFOREGROUND" : "-X"];
}

async function loginLines(site: Site): Promise<readonly string[]> {
  const named = [`AuthName ${site.realm}`, "Require valid-user"];
  if (site.authentication === "basic")
    return ["AuthType Basic", `AuthUserFile ${await writePasswordFile(site)}`, ...named];
  if (site.authentication === "digest") {
    const file = await writeDigestFile(site, "md5");
    return ["AuthType Digest", `AuthUserFile ${file}`, "AuthDigestProvider file", ...named];
  }
  return ["Require all granted"];
}
