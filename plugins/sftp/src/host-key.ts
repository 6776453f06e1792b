import { LocationError, type Trust } from "@holdfast/contract";
import { createHash } from "node:crypto";
import { isAbout, type KnownHost, knownHostLine, parseKnownHosts } from "./known-hosts.ts";

const acceptNew = "accept-new";
const fingerprintForm = /^SHA256:([A-Za-z0-9+/]{43})=?$/;

/** What host keys are called that people compare. */
const shortNames: Readonly<Record<string, string>> = {
  "ssh-ed25519": "ED25519",
  "ecdsa-sha2-nistp256": "ECDSA",
  "ecdsa-sha2-nistp384": "ECDSA",
  "ecdsa-sha2-nistp521": "ECDSA",
  "ssh-rsa": "RSA",
};

/** The key's SHA-256 fingerprint, as `ssh-keygen -l` prints it. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=$/, "")}`;
}

/** Decides about the host key of one server, for one connection. */
export class HostKeyCheck {
  readonly #host: string;
  readonly #port: number;
  readonly #trust: Trust;
  readonly #entries: readonly KnownHost[];
  #accepted: Buffer | undefined;

  /** @throws LocationError `invalid-location` when `trust.hostKey` is neither a fingerprint nor `accept-new` */
  constructor(host: string, port: number, trust: Trust) {
    const { hostKey, knownHosts } = trust;
    if (hostKey !== undefined && hostKey !== acceptNew && !fingerprintForm.test(hostKey)) {
      throw new LocationError({
        code: "invalid-location",
        retry: "never",
        message: `The host key ${JSON.stringify(hostKey)} is neither accept-new nor SHA256: and 43 characters, as ssh-keygen -l prints it.`,
      });
    }
    this.#host = host;
    this.#port = port;
    this.#trust = trust;
    this.#entries = parseKnownHosts(knownHosts ?? "").filter((entry) => isAbout(entry, host, port));
  }

  /** Key types that known_hosts has for this server; asking for these first avoids a key that is not known. */
  get knownTypes(): readonly string[] {
    return this.#entries.filter((entry) => !entry.revoked).map((entry) => entry.keyType);
  }

  /**
   * Accepts the key that the server proved to have, or throws.
   *
   * @throws LocationError `untrusted-peer`, with the key's fingerprint and what to do
   */
  accept(key: Buffer): void {
    // The server proves its key again with every exchange of session keys.
    if (this.#accepted?.equals(key) === true) return;
    const encoded = key.toString("base64");
    if (this.#entries.some((entry) => entry.revoked && entry.key === encoded)) throw this.#revoked(key);
    const known = this.#entries.filter((entry) => !entry.revoked);
    const { hostKey, rememberHostKey } = this.#trust;
    if (hostKey !== undefined && hostKey !== acceptNew) {
      if (fingerprint(key) !== hostKey.replace(/=$/, "")) throw this.#different(key, hostKey);
    } else if (known.length > 0) {
      if (!known.some((entry) => entry.key === encoded)) throw this.#changed(key, known);
    } else if (hostKey === acceptNew) {
      rememberHostKey?.(this.#line(key));
    } else {
      throw this.#unknown(key);
    }
    this.#accepted = key;
  }

  #unknown(key: Buffer): LocationError {
    return this.#untrusted(
      `The host key of ${this.#host}:${this.#port} is not known. The server presented ${describe(key)}. ` +
        `If ${askServer(key)} prints the same fingerprint, connect with --host-key ${fingerprint(key)}, ` +
        `or add this line to the known hosts: ${this.#line(key)}`,
    );
  }

  #different(key: Buffer, expected: string): LocationError {
    return this.#untrusted(
      `The host key of ${this.#host}:${this.#port} is not the expected ${expected}. ` +
        `The server presented ${describe(key)}. If it is meant to have this key, which ${askServer(key)} tells, ` +
        `connect with --host-key ${fingerprint(key)}; otherwise somebody may be listening.`,
    );
  }

  #changed(key: Buffer, known: readonly KnownHost[]): LocationError {
    const before = known.map((entry) => describe(Buffer.from(entry.key, "base64"))).join(" and ");
    return this.#untrusted(
      `The host key of ${this.#host}:${this.#port} has CHANGED. Known is ${before}; the server presented ` +
        `${describe(key)}. If it was installed anew, which ${askServer(key)} tells, replace its line in the ` +
        `known hosts by: ${this.#line(key)}. Otherwise somebody may be listening.`,
    );
  }

  #revoked(key: Buffer): LocationError {
    return this.#untrusted(
      `The host key of ${this.#host}:${this.#port}, ${describe(key)}, is marked @revoked in the known hosts. ` +
        "The server must get a new host key.",
    );
  }

  #line(key: Buffer): string {
    return knownHostLine(this.#host, this.#port, keyType(key), key);
  }

  #untrusted(message: string): LocationError {
    return new LocationError({ code: "untrusted-peer", retry: "never", message });
  }
}

/** The type that a public key blob begins with (RFC 4253 §6.6). */
function keyType(key: Buffer): string {
  const length = key.length >= 4 ? key.readUInt32BE() : 0;
  return key.toString("latin1", 4, 4 + Math.min(length, 64)).replace(/[^\x21-\x7e]/g, "?");
}

function describe(key: Buffer): string {
  const type = keyType(key);
  return `the ${shortNames[type] ?? type} key ${fingerprint(key)}`;
}

/** The command that prints the true fingerprint, for the administrator of the server. */
function askServer(key: Buffer): string {
  const name = (shortNames[keyType(key)] ?? "*").toLowerCase();
  return `\`ssh-keygen -lf /etc/ssh/ssh_host_${name}_key.pub\` on the server`;
}
