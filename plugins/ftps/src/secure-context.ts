import type { ConnectContext } from "@holdfast/contract";
import { failure } from "@holdfast/location-ftp/client";
import { createSecureContext, getCACertificates, type SecureContext } from "node:tls";
import type { TlsVersion } from "./target.ts";

/**
 * The authorities that are trusted, the client's certificate where there is one, and the versions.
 *
 * @throws LocationError
 */
export async function secureContext(
  { trust, credentials }: ConnectContext,
  maxVersion: TlsVersion,
): Promise<SecureContext> {
  const certificate = await credentials.certificate();
  const own = certificate && {
    cert: certificate.certificatePem,
    key: certificate.privateKey.key.reveal(),
    ...(certificate.privateKey.passphrase && { passphrase: certificate.privateKey.passphrase.reveal() }),
  };
  const versions = { minVersion: "TLSv1.2", maxVersion } as const;
  const ca = trust.caPem ?? systemAuthorities();
  try {
    return createSecureContext({ ...versions, ca, ...own });
  } catch {
    // OpenSSL's words are about one of several inputs, and the key may be in them.
    if (own === undefined)
      throw failure(
        "untrusted-peer",
        "never",
        "The certificates of the authorities cannot be read; PEM is needed.",
      );
    throw failure(
      "unauthenticated",
      "never",
      "The client's certificate or its private key cannot be used: PEM is needed, a matching pair, and the right passphrase.",
    );
  }
}

/** Those that the system has, and those that Node comes with. */
function systemAuthorities(): string[] {
  return [...new Set([...getCACertificates("default"), ...getCACertificates("system")])];
}
