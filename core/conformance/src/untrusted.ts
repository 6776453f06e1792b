import { mustHold } from "./conformance-failure.ts";

/** SHA-256 as ssh-keygen prints it, or in hexadecimal, with colons or without. */
const fingerprint = /SHA256:[A-Za-z0-9+/]{43}|\b[0-9a-f]{64}\b|\b(?:[0-9a-f]{2}:){31}[0-9a-f]{2}\b/i;

/** What a user gives to trust a peer, as the command line calls it. */
const remedy = /--(?:host-key|known-hosts|tls-fingerprint|ca-file)\b/;

/** Checks that the message tells what the peer presented and how it can be trusted. @throws ConformanceFailure */
export function mustHelpToTrust(message: string): void {
  mustHold(fingerprint.test(message), `the message has the presented SHA-256 fingerprint: ${message}`);
  mustHold(
    remedy.test(message),
    `the message names --host-key, --known-hosts, --tls-fingerprint or --ca-file: ${message}`,
  );
}
