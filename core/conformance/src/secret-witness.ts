import { errorMonitor } from "node:events";
import { inspect } from "node:util";
import type {
  ConnectContext,
  Credentials,
  ListedEntry,
  LocationPlugin,
  LocationSession,
  Log,
  PrivateKey,
  Secret,
} from "@holdfast/contract";
import { withSessions } from "./changed-session.ts";
import { shows } from "./secret-forms.ts";

/** Stands between a plugin and its surroundings: knows the secrets it was given, and what it threw and logged. */
export class SecretWitness {
  readonly #secrets = new Set<string>();
  readonly #errors = new Set<unknown>();
  readonly #logged: string[] = [];

  /** Whether any secret was handed out. */
  get asked(): boolean {
    return this.#secrets.size > 0;
  }

  /** Characters of the shortest secret that was handed out. */
  get shortest(): number {
    return Math.min(...[...this.#secrets].map((secret) => secret.length));
  }

  /** The same plugin, under observation. */
  watched<Target>(plugin: LocationPlugin<Target>): LocationPlugin<Target> {
    const inner = withSessions(plugin, (session) => this.#watchedSession(session));
    return {
      ...inner,
      connect: (target, context) => this.#noted(inner.connect(target, this.#watchedContext(context))),
    };
  }

  /** Where one of the secrets appears: in an error, its causes or the log. */
  leak(): string | undefined {
    const places = [...this.#errors].flatMap((error) => [
      ["an error's stack", error instanceof Error ? `${error.message}\n${error.stack}` : String(error)],
      ["an error as inspect shows it", inspect(error, { depth: 10, showHidden: true })],
    ]);
    places.push(["the log", this.#logged.join("\n")]);
    const secrets = [...this.#secrets];
    return places.find(([, text = ""]) => secrets.some((secret) => shows(text, secret)))?.[0];
  }

  /** Whether a text shows one of the secrets. */
  isLeakedBy(text: string): boolean {
    return [...this.#secrets].some((secret) => shows(text, secret));
  }

  #watchedContext(context: ConnectContext): ConnectContext {
    return {
      ...context,
      log: this.#watchedLog(context.log),
      credentials: this.#watchedCredentials(context.credentials),
    };
  }

  #watchedSession(inner: LocationSession): Partial<LocationSession> {
    return {
      put: (path, body, options) => this.#noted(inner.put(path, body, options)),
      get: async (path, options) => {
        const stream = await this.#noted(inner.get(path, options));
        return stream.on(errorMonitor, (error) => this.#errors.add(error));
      },
      stat: (path, options) => this.#noted(inner.stat(path, options)),
      list: (directory, options) => this.#notedList(inner.list(directory, options)),
      remove: (path, options) => this.#noted(inner.remove(path, options)),
      rename: (from, to, options) => this.#noted(inner.rename(from, to, options)),
      freeSpace: (options) => this.#noted(inner.freeSpace(options)),
    };
  }

  async #noted<T>(operation: Promise<T>): Promise<T> {
    try {
      return await operation;
    } catch (error) {
      this.#errors.add(error);
      throw error;
    }
  }

  async *#notedList(entries: AsyncIterable<ListedEntry>): AsyncGenerator<ListedEntry, void> {
    try {
      yield* entries;
    } catch (error) {
      this.#errors.add(error);
      throw error;
    }
  }

  #watchedCredentials(inner: Credentials): Credentials {
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
    if (secret !== undefined) this.#secrets.add(secret.reveal());
    return secret;
  }

  #handOutKey<T extends PrivateKey | undefined>(given: T): T {
    this.#handOut(given?.key);
    this.#handOut(given?.passphrase);
    return given;
  }

  #watchedLog(inner: Log): Log {
    const recorded =
      (level: keyof Log) =>
      (text: string): void => {
        this.#logged.push(text);
        inner[level](text);
      };
    return { debug: recorded("debug"), info: recorded("info"), warn: recorded("warn") };
  }
}
