import { randomUUID } from "node:crypto";
import type { ConnectContext, LocationAddress, LocationPlugin, LocationSession } from "@holdfast/contract";
import { addressBelow } from "../address-below.ts";
import type { Harness } from "../harness.ts";

const calm = { signal: new AbortController().signal };

/** A harness on a location that exists: it works in a new directory there. */
export class LiveLocation implements Harness {
  readonly plugin: LocationPlugin;
  readonly usesNetwork: boolean;
  readonly volumesBytes: number = 512 * 1024 * 1024;
  readonly #base: LocationAddress;
  readonly #context: ConnectContext;
  readonly #directory = `holdfast-conformance-${randomUUID()}`;
  #addresses = 0;

  constructor(plugin: LocationPlugin, base: LocationAddress, context: ConnectContext) {
    this.plugin = plugin;
    this.usesNetwork = /^[^:]*:\/\/[^/]/.test(base.location);
    this.#base = base;
    this.#context = context;
  }

  address(): LocationAddress {
    this.#addresses += 1;
    return addressBelow(this.#base, `${this.#directory}/${this.#addresses}`);
  }

  context(changes: Partial<ConnectContext> = {}): ConnectContext {
    return { ...this.#context, ...changes };
  }

  /** Connects once. @throws LocationError when the location cannot be used at all */
  async check(): Promise<void> {
    const session = await this.#connect();
    await session.close();
  }

  /** Removes all that the cases left, where the location can list and remove. */
  async clear(): Promise<void> {
    const session = await this.#connect();
    try {
      const { list, remove } = session.capabilities;
      if (list && remove) await removeTree(session, this.#directory);
    } finally {
      await session.close();
    }
  }

  async #connect(): Promise<LocationSession> {
    return this.plugin.connect(this.plugin.parse(this.#base), this.#context);
  }
}

async function removeTree(session: LocationSession, directory: string): Promise<void> {
  for (const { name, kind } of await Array.fromAsync(session.list(directory, calm))) {
    const path = `${directory}/${name}`;
    if (kind === "directory") await removeTree(session, path);
    else await session.remove(path, calm);
  }
  await session.remove(directory, calm);
}
