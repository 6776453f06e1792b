import { readRemembered, remember } from "./remembered-lines.ts";

const fileName = "known_certificates";

/**
 * Whether a certificate is the one that was accepted of a server before, or the
 * first one that is seen of it, which is remembered: lines of server and SHA-256.
 *
 * @param server host and port
 * @param fingerprint hexadecimal, with or without colons
 * @throws HoldfastError as {@link remember} does
 */
export function isKnownCertificate(stateDir: string, server: string, fingerprint: string): boolean {
  const plain = fingerprint.replaceAll(":", "").toLowerCase();
  const lines = readRemembered(stateDir, fileName).split("\n");
  const known = lines.find((line) => line.startsWith(`${server} `));
  if (known === undefined) remember(stateDir, fileName, `${server} ${plain}`);
  return known === undefined || known === `${server} ${plain}`;
}
