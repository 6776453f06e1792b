import { type ClientCertificate, LocationError } from "@holdfast/contract";
import { createSecureContext, type SecureContextOptions } from "node:tls";

/**
 * The options for a client certificate.
 *
 * @throws LocationError `unauthenticated` for one that cannot be used
 */
export function clientLogin(server: string, given: ClientCertificate | undefined): SecureContextOptions {
  if (given === undefined) return {};
  const { key, passphrase } = given.privateKey;
  const login = {
    cert: given.certificatePem,
    key: key.reveal(),
    ...(passphrase && { passphrase: passphrase.reveal() }),
  };
  try {
    createSecureContext(login);
    return login;
  } catch (error) {
    // OpenSSL's words name neither key nor passphrase, but the error is not handed on with what it holds.
    const { code } = error as NodeJS.ErrnoException;
    throw new LocationError({
      code: "unauthenticated",
      retry: "never",
      message:
        `${server}: the client certificate cannot be used: it and its private key must be PEM, ` +
        `belong together, and the passphrase must be right (${code ?? "unknown reason"}).`,
    });
  }
}
