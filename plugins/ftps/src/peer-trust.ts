import { LocationError, type Trust } from "@holdfast/contract";
import type { TLSSocket } from "node:tls";

/**
 * Decides whether a server is the right one. A given fingerprint decides alone; with
 * `accept-new`, a certificate that no authority has signed may be one that is known.
 */
export class PeerTrust {
  readonly #server: string;
  readonly #fingerprint: string | undefined;
  readonly #isKnown: Trust["isKnownCertificate"];

  /** @throws LocationError `untrusted-peer` when the given fingerprint is none */
  constructor(server: string, { tlsFingerprint, isKnownCertificate }: Trust) {
    const acceptsNew = tlsFingerprint === "accept-new";
    this.#server = server;
    this.#isKnown = acceptsNew ? isKnownCertificate : undefined;
    this.#fingerprint = acceptsNew ? undefined : tlsFingerprint?.replaceAll(":", "").toLowerCase();
    if (this.#fingerprint !== undefined && !/^[0-9a-f]{64}$/.test(this.#fingerprint))
      throw untrusted("The TLS fingerprint is not a SHA-256 of 64 hexadecimal digits.");
  }

  /**
   * Checks a connection whose handshake is done. One that resumes a session has
   * been checked when that began, and shows no certificate.
   *
   * @throws LocationError `untrusted-peer`, with the certificate's fingerprint
   */
  check(socket: TLSSocket): void {
    if (this.#fingerprint === undefined && socket.authorized) return;
    const isOwnDecision = this.#fingerprint !== undefined || this.#isKnown !== undefined;
    if (isOwnDecision && socket.isSessionReused()) return;
    const shown = socket.getPeerCertificate().fingerprint256 ?? "none";
    if (this.#isKnown?.(this.#server, shown)) return;
    if (this.#fingerprint === shown.replaceAll(":", "").toLowerCase()) return;
    const what = `${this.#server}: the certificate with the SHA-256 fingerprint ${shown}`;
    if (this.#fingerprint !== undefined)
      throw untrusted(
        `${what} is not the one that is expected. If it is right, give it with --tls-fingerprint.`,
      );
    if (this.#isKnown !== undefined)
      throw untrusted(
        `${what} is not the one that was accepted before. If it is right, give it with --tls-fingerprint.`,
      );
    const reason = String(socket.authorizationError);
    throw untrusted(
      `${what} is not trusted (${reason}). If it is right, give it with --tls-fingerprint, or its authority with --ca-file.`,
    );
  }
}

function untrusted(message: string): LocationError {
  return new LocationError({ code: "untrusted-peer", retry: "never", message });
}
