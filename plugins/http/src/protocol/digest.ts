import { createHash, randomBytes } from "node:crypto";
import { Secret } from "@holdfast/contract";
import type { Challenge } from "./challenge.ts";

const algorithms: Readonly<Record<string, string>> = { "SHA-256": "sha256", MD5: "md5" };

/** Digest access authentication with `qop=auth` (RFC 7616 §3.4), for one nonce. */
export class Digest {
  readonly nonce: string;
  readonly #challenge: Challenge;
  readonly #user: string;
  readonly #hash: (text: string) => string;
  readonly #secretHash: Secret;
  #count = 0;

  private constructor(challenge: Challenge, user: string, password: Secret, hashName: string) {
    this.nonce = challenge.parameters.get("nonce") ?? "";
    this.#challenge = challenge;
    this.#user = user;
    this.#hash = (text) => createHash(hashName).update(text, "utf8").digest("hex");
    const realm = challenge.parameters.get("realm") ?? "";
    this.#secretHash = new Secret(this.#hash(`${user}:${realm}:${password.reveal()}`));
  }

  /** The best of the challenges that can be answered: SHA-256 before MD5. */
  static answering(challenges: readonly Challenge[], user: string, password: Secret): Digest | undefined {
    for (const [algorithm, hashName] of Object.entries(algorithms)) {
      const found = challenges.find(
        (challenge) => challenge.scheme === "digest" && isAnswerable(challenge, algorithm),
      );
      if (found !== undefined) return new Digest(found, user, password, hashName);
    }
    return undefined;
  }

  /**
   * The Authorization header's value for one more request.
   *
   * @param target the request's target, exactly as it is sent
   */
  authorization(method: string, target: string): string {
    this.#count += 1;
    const { parameters } = this.#challenge;
    const count = this.#count.toString(16).padStart(8, "0");
    const ours = randomBytes(16).toString("hex");
    const asked = this.#hash(`${method}:${target}`);
    const answer = [this.#secretHash.reveal(), this.nonce, count, ours, "auth", asked].join(":");
    const opaque = parameters.get("opaque");
    const algorithm = parameters.get("algorithm");
    const fields = [
      `username=${quoted(this.#user)}`,
      `realm=${quoted(parameters.get("realm") ?? "")}`,
      `nonce=${quoted(this.nonce)}`,
      `uri=${quoted(target)}`,
      ...(algorithm === undefined ? [] : [`algorithm=${algorithm}`]),
      `response="${this.#hash(answer)}"`,
      ...(opaque === undefined ? [] : [`opaque=${quoted(opaque)}`]),
      "qop=auth",
      `nc=${count}`,
      `cnonce="${ours}"`,
    ];
    return `Digest ${fields.join(", ")}`;
  }
}

function isAnswerable({ parameters }: Challenge, algorithm: string): boolean {
  const offered = parameters.get("qop")?.split(/[ \t]*,[ \t]*/) ?? [];
  const named = parameters.get("algorithm") ?? "MD5";
  return parameters.has("nonce") && offered.includes("auth") && named.toUpperCase() === algorithm;
}

/** A quoted string (RFC 9110 §5.6.4); Node sends each character of a header as one byte, so that UTF-8 goes through. */
function quoted(text: string): string {
  const bytes = Buffer.from(text, "utf8").toString("latin1");
  return `"${bytes.replace(/["\\]/g, "\\$&")}"`;
}
