import { lookup } from "node:dns/promises";
import { type ConnectContext, type Credentials, LocationError, Secret } from "@holdfast/contract";

/** What a test logs in with. */
export interface GivenCredentials {
  readonly password?: string;
  readonly token?: string;
  /** In OpenSSH or PEM form. */
  readonly privateKey?: string;
  readonly passphrase?: string;
}

/** Credentials of the contract from plain texts; those left out are `undefined`. */
export function givenCredentials(given: GivenCredentials): Credentials {
  const secret = (text: string | undefined): Secret | undefined =>
    text === undefined ? undefined : new Secret(text);
  const key = secret(given.privateKey);
  const passphrase = secret(given.passphrase);
  return {
    password: () => Promise.resolve(secret(given.password)),
    token: () => Promise.resolve(secret(given.token)),
    privateKey: () => Promise.resolve(key && { key, ...(passphrase && { passphrase }) }),
    certificate: () => Promise.resolve(undefined),
  };
}

async function resolve(host: string): ReturnType<ConnectContext["resolve"]> {
  try {
    const found = await lookup(host, { all: true });
    return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
  } catch (cause) {
    throw new LocationError({
      code: "unreachable",
      retry: "new-session",
      message: `The host name ${host} is not known.`,
      cause,
    });
  }
}

/**
 * A connect context for tests: no credentials, no trust beyond the system's, no
 * log, the system's resolver, 10 s timeouts.
 */
export function connectContext(changes: Partial<ConnectContext> = {}): ConnectContext {
  return {
    signal: new AbortController().signal,
    log: { debug: () => {}, info: () => {}, warn: () => {} },
    timeouts: { connectMs: 10_000, idleMs: 10_000 },
    trust: {},
    credentials: givenCredentials({}),
    resolve,
    ...changes,
  };
}
