import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";

/**
 * Where this system keeps its job history and id: `$HOLDFAST_STATE_DIR`; else
 * /var/lib/holdfast for root; else the XDG base directory for state.
 */
export function stateDirectory(): string {
  const { HOLDFAST_STATE_DIR: own = "", XDG_STATE_HOME: xdg = "" } = process.env;
  if (own !== "") return resolve(own);
  if (process.getuid?.() === 0) return "/var/lib/holdfast";
  // The XDG specification has relative paths ignored.
  return join(isAbsolute(xdg) ? xdg : join(homedir(), ".local/state"), "holdfast");
}
