import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isMissing, type Missing } from "../availability.ts";
import { debianProgram, type Program } from "../debian.ts";
import { type Site, writeCertificate, writePasswordFile } from "../web/site.ts";
import { startWebServer, type WebServer, type WebServerOptions } from "../web/web-server.ts";

/** How to start nginx. */
export interface NginxOptions extends WebServerOptions {
  readonly authentication?: "none" | "basic";
  /** Lines for the `location` block, such as a limit of the body's size. */
  readonly config?: readonly string[];
}

/** Starts nginx with WebDAV: its own module for writing, `dav-ext` for PROPFIND and OPTIONS. */
export async function startNginx(options: NginxOptions = {}): Promise<WebServer | Missing> {
  const program = await debianProgram({
    package: "nginx-light",
    file: "usr/sbin/nginx",
    companions: ["libnginx-mod-http-dav-ext"],
  });
  if (isMissing(program)) return program;
  const { authentication = "basic", config = [] } = options;
  const configure = (site: Site): Promise<readonly string[]> => configured(site, program, config);
  return startWebServer({ name: "nginx", authentication, configure, env: program.env }, options);
}

async function configured(
  site: Site,
  program: Program,
  config: readonly string[],
): Promise<readonly string[]> {
  const { root, directory, port } = site;
  const passwords = await writePasswordFile(site);
  const certificate = await writeCertificate(site);
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (kind) => `${kind}_temp_path ${root}/temporary-${kind};`,
  );
  const tls = certificate
    ? [`ssl_certificate ${certificate.certificate};`, `ssl_certificate_key ${certificate.privateKey};`]
    : [];
  const login =
    site.authentication === "basic"
      ? [`auth_basic ${site.realm};`, `auth_basic_user_file ${passwords};`]
      : [];
  const given = config.join(" ");
  const lines = [
    `load_module ${program.root}/usr/lib/nginx/modules/ngx_http_dav_ext_module.so;`,
    `daemon off; master_process ${site.workers ? "on" : "off"}; worker_processes 1;`,
    `pid ${root}/pid; error_log ${root}/error.log;`,
    "events { worker_connections 256; }",
    "http {",
    `access_log off; ${temporary.join(" ")} default_type application/octet-stream;`,
    "dav_ext_lock_zone zone=locks:1m;",
    "server {",
    `listen 127.0.0.1:${port}${certificate ? " ssl" : ""}; ${tls.join(" ")}`,
    "location / {",
    `root ${directory}; ${login.join(" ")}`,
    // The default of 1 MiB is the first thing that users meet.
    ...(given.includes("client_max_body_size") ? [] : ["client_max_body_size 0;"]),
    "dav_methods PUT DELETE MKCOL COPY MOVE; dav_ext_methods PROPFIND OPTIONS; dav_access user:rw;",
    `${given} } } }`,
    "",
  ];
  const file = join(root, "nginx.conf");
  await writeFile(file, lines.join("\n"));
  return [program.path, "-c", file, "-p", root];
}
