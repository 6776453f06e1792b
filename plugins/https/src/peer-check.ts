import { LocationError, type Trust } from "@holdfast/contract";
import { printable } from "@holdfast/contract/peer";
import { X509Certificate } from "node:crypto";
import type { TLSSocket } from "node:tls";

/**
 * Decides whether a server is the right one. A fingerprint stands for the
 * certificate itself, whoever signed it and for whatever name; without one, the
 * system's authorities or the given ones must have signed it for this host. With
 * `accept-new`, a certificate that they have not signed may be one that is known.
 */
export class PeerCheck {
  /** The authorities to trust instead of the system's. */
  readonly authorities: { readonly ca?: string };
  readonly #server: string;
  readonly #fingerprint: string | undefined;
  readonly #isKnown: Trust["isKnownCertificate"];

  /**
   * @param server for messages
   * @throws LocationError `untrusted-peer` for trust that cannot be read
   */
  constructor(server: string, { caPem, tlsFingerprint, isKnownCertificate }: Trust) {
    const acceptsNew = tlsFingerprint === "accept-new";
    this.#server = server;
    this.authorities = caPem === undefined ? {} : { ca: checkedAuthorities(server, caPem) };
    this.#fingerprint =
      tlsFingerprint === undefined || acceptsNew ? undefined : hexOf(server, tlsFingerprint);
    this.#isKnown = acceptsNew ? isKnownCertificate : undefined;
  }

  /** @throws LocationError `untrusted-peer`, with the fingerprint that the server has shown */
  accept(socket: TLSSocket): void {
    // A resumed session has no certificate to look at; only sessions of accepted connections are resumed.
    if (socket.isSessionReused()) return;
    const certificate = socket.getPeerX509Certificate();
    if (certificate === undefined) throw untrusted(this.#server, "the server has shown no certificate");
    const shown = certificate.fingerprint256;
    if (this.#fingerprint !== undefined) {
      if (plainHex(shown) === this.#fingerprint) return;
      throw untrusted(
        this.#server,
        `the server's certificate has the fingerprint ${shown}, not the expected one. ` +
          "If it was renewed and this is right, give the new one (--tls-fingerprint)",
      );
    }
    if (socket.authorized || this.#isKnown?.(this.#server, shown)) return;
    if (this.#isKnown !== undefined) {
      throw untrusted(
        this.#server,
        `the server's certificate has the fingerprint ${shown}, not that of the one that was accepted before. ` +
          "If it was renewed and this is right, give the new one (--tls-fingerprint)",
      );
    }
    const reason = printable(String(socket.authorizationError));
    throw untrusted(
      this.#server,
      `the server's certificate is not trusted (${reason}). It is for ${printable(certificate.subject)}, ` +
        `signed by ${printable(certificate.issuer)}, and its SHA-256 fingerprint is ${shown}. ` +
        "If that is right, give the fingerprint (--tls-fingerprint) or the authority's certificate (--ca-file)",
    );
  }
}

function checkedAuthorities(server: string, caPem: string): string {
  if (isCertificate(caPem)) return caPem;
  throw untrusted(server, "the given authorities contain no certificate in PEM form");
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}

function hexOf(server: string, fingerprint: string): string {
  const hex = plainHex(fingerprint);
  if (/^[0-9a-f]{64}$/.test(hex)) return hex;
  throw untrusted(server, "the given fingerprint is not the SHA-256 of a certificate, 64 hexadecimal digits");
}

function plainHex(fingerprint: string): string {
  return fingerprint.replaceAll(":", "").toLowerCase();
}

function untrusted(server: string, reason: string): LocationError {
  return new LocationError({
    code: "untrusted-peer",
    retry: "never",
    message: `${server}: ${reason}.`,
  });
}
