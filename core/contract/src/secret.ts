const brand = Symbol.for("holdfast.contract.Secret");
const hidden = "[secret]";

/**
 * A password, passphrase, private key or token.
 *
 * Every way of printing it (template strings, `JSON.stringify`, `util.inspect`,
 * `console.log`) gives `[secret]`; only {@link Secret.reveal} gives the value,
 * and its callers are easy to find.
 */
export class Secret {
  readonly #value: string;

  static {
    Object.defineProperty(this.prototype, brand, { value: true });
    Object.defineProperty(this.prototype, Symbol.for("nodejs.util.inspect.custom"), { value: () => hidden });
  }

  constructor(value: string) {
    this.#value = value;
  }

  /** The clear value. Hand it to the peer and to nothing else. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return hidden;
  }

  toJSON(): string {
    return hidden;
  }
}

/** Whether a value is a {@link Secret}, also one from another installed copy of this package. */
export function isSecret(value: unknown): value is Secret {
  return typeof value === "object" && value !== null && brand in value;
}
