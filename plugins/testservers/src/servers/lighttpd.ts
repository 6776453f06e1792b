import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isMissing, type Missing } from "../availability.ts";
import { debianProgram, type Program } from "../debian.ts";
import { type Site, writeCertificate, writeDigestFile } from "../web/site.ts";
import { startWebServer, type WebServer, type WebServerOptions } from "../web/web-server.ts";

/** How to start lighttpd. */
export interface LighttpdOptions extends WebServerOptions {
  readonly authentication?: "none" | "basic" | "digest";
}

/** Starts lighttpd with mod_webdav. Its digest authentication uses SHA-256. */
export async function startLighttpd(options: LighttpdOptions = {}): Promise<WebServer | Missing> {
  const program = await debianProgram({
    package: "lighttpd",
    file: "usr/sbin/lighttpd",
    companions: ["lighttpd-mod-openssl", "lighttpd-mod-webdav"],
  });
  if (isMissing(program)) return program;
  const { authentication = "basic" } = options;
  const configure = (site: Site): Promise<readonly string[]> => configured(site, program);
  return startWebServer({ name: "lighttpd", authentication, configure, env: program.env }, options);
}

async function configured(site: Site, program: Program): Promise<readonly string[]> {
  const { root, directory, port } = site;
  const certificate = await writeCertificate(site);
  const names = ["mod_auth", "mod_authn_file", "mod_webdav", ...(certificate ? ["mod_openssl"] : [])];
  const lines = [
    `server.modules = (${names.map((name) => `"${name}"`).join(", ")})`,
    `server.document-root = "${directory}"`,
    'server.bind = "127.0.0.1"',
    `server.port = ${port}`,
    `server.errorlog = "${root}/error.log"`,
    `server.upload-dirs = ("${root}/uploads")`,
    ...(site.workers ? ["server.max-worker = 2"] : []),
    'webdav.activate = "enable"',
    `webdav.sqlite-db-name = "${root}/webdav.db"`,
    ...(certificate
      ? [
          'ssl.engine = "enable"',
          `ssl.pemfile = "${certificate.certificate}"`,
          `ssl.privkey = "${certificate.privateKey}"`,
        ]
      : []),
    ...(await loginLines(site)),
    "",
  ];
  const file = join(root, "lighttpd.conf");
  await mkdir(join(root, "uploads"));
  await writeFile(file, lines.join("\n"));
  return [program.path, "-D", "-f", file, "-m", join(program.root, "usr/lib/lighttpd")];
}

async function loginLines(site: Site): Promise<readonly string[]> {
  const { root, user, password, realm, authentication } = site;
  if (authentication === "none") return [];
  const required = `"method" => "${authentication}", "realm" => "${realm}", "require" => "valid-user"`;
  const rule = (more: string): string => `auth.require = ("/" => (${required}${more}))`;
  if (authentication === "digest") {
    const file = await writeDigestFile(site, "sha256");
    return [
      'auth.backend = "htdigest"',
      `auth.backend.htdigest.userfile = "${file}"`,
      rule(', "algorithm" => "SHA-256"'),
    ];
  }
  await writeFile(join(root, "users"), `${user}:${password}\n`);
  return ['auth.backend = "plain"', `auth.backend.plain.userfile = "${root}/users"`, rule("")];
}
