import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Missing } from "../availability.ts";
import { disconnectSignal, type BareSettings } from "../web/bare-settings.ts";
import type { Site } from "../web/site.ts";
import { startWebServer, type WebServer, type WebServerOptions } from "../web/web-server.ts";

/** How to start the bare server. */
export interface BareHttpOptions extends WebServerOptions {
  readonly authentication?: "none" | "basic" | "bearer";
  /** Whether GET honours ranges and says so (true). */
  readonly ranges?: boolean;
}

/**
 * Starts a server that knows PUT, GET and HEAD and nothing else: no listing, no
 * removal, no WebDAV. A PUT makes missing directories.
 */
export async function startBareHttp(options: BareHttpOptions = {}): Promise<WebServer | Missing> {
  const { authentication = "basic", ranges = true } = options;
  const configure = async (site: Site): Promise<readonly string[]> => {
    const file = join(site.root, "settings.json");
    const settings: BareSettings = { ...site, ranges };
    await writeFile(file, JSON.stringify(settings), { mode: 0o600 });
    return [process.execPath, program, file];
  };
  return startWebServer(
    {
      name: "bare-http",
      authentication,
      configure,
      env: process.env,
      disconnect: (pid) => void process.kill(pid, disconnectSignal),
    },
    options,
  );
}

const program = fileURLToPath(new URL("../web/bare-program.ts", import.meta.url));
