import { inspect } from "node:util";
import type { ConnectContext, Credentials, Log, PrivateKey, Secret } from "@holdfast/contract";

/** Stands between a plugin and its context: knows the secrets that were handed out and what was logged. */
export class SecretWitness {
  readonly context: ConnectContext;
  readonly #secrets: string[] = [];
  readonly #logged: string[] = [];

  constructor(context: ConnectContext) {
    const { credentials } = context;
    this.context = {
      ...context,
      log: this.#watchedLog(),
      credentials: this.#watched(credentials),
    };
  }

  /** Whether any secret was handed out. */
  get asked(): boolean {
    return this.#secrets.length > 0;
  }

  /** Where one of the secrets appears: in the error, its cause or the log. */
  leakIn(error: Error): string | undefined {
    const places = {
      "the error's message": error.message,
      "the error's stack": error.stack ?? "",
      "the error as inspect shows it": inspect(error, { depth: 10, showHidden: true }),
      "the log": this.#logged.join("\n"),
    };
    const forms = this.#secrets.flatMap(formsOf);
    const leak = Object.entries(places).find(([, text]) => forms.some((form) => text.includes(form)));
    return leak?.[0];
  }

  #watched(inner: Credentials): Credentials {
    return {
      password: async () => this.#handOut(await inner.password()),
      token: async () => this.#handOut(await inner.token()),
      privateKey: async () => this.#handOutKey(await inner.privateKey()),
      certificate: async () => {
        const given = await inner.certificate();
        this.#handOutKey(given?.privateKey);
        return given;
      },
    };
  }

  #handOut<T extends Secret | undefined>(secret: T): T {
    if (secret !== undefined) this.#secrets.push(secret.reveal());
    return secret;
  }

  #handOutKey<T extends PrivateKey | undefined>(given: T): T {
    this.#handOut(given?.key);
    this.#handOut(given?.passphrase);
    return given;
  }

  #watchedLog(): Log {
    const record = (text: string): void => void this.#logged.push(text);
    return { debug: record, info: record, warn: record };
  }
}

function formsOf(secret: string): string[] {
  return [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString("base64"),
    Buffer.from(secret).toString("hex"),
  ];
}
