import { readRemembered, remember } from "./remembered-lines.ts";

const fileName = "known_hosts";

/**
 * The host keys that were accepted at first sight, as the text of an OpenSSH
 * known_hosts file; `""` when there are none.
 *
 * @throws HoldfastError as {@link readRemembered} does
 */
export function readKnownHosts(stateDir: string): string {
  return readRemembered(stateDir, fileName);
}

/**
 * Remembers a host key for the next connection.
 *
 * @throws HoldfastError as {@link remember} does
 */
export function appendKnownHost(stateDir: string, line: string): void {
  remember(stateDir, fileName, line);
}
