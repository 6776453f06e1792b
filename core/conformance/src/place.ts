import type {
  ConnectContext,
  EntryInfo,
  GetOptions,
  ListedEntry,
  LocationAddress,
  LocationPlugin,
  LocationSession,
  OperationOptions,
} from "@holdfast/contract";
import { bytesOf, mustEqual } from "./content.ts";
import type { Harness } from "./harness.ts";
import { within } from "./within.ts";

const closeMs = 10_000;

/** Where a case works: a fresh directory at the harness' server and a session to it. */
export class Place {
  readonly harness: Harness;
  /** The harness' plugin, under the observation of who runs the case. */
  readonly plugin: LocationPlugin;
  readonly address: LocationAddress;
  /** Options of an operation that nobody aborts. */
  readonly calm: OperationOptions = { signal: new AbortController().signal };
  readonly #sessions: LocationSession[] = [];

  private constructor(harness: Harness, plugin: LocationPlugin, address: LocationAddress) {
    this.harness = harness;
    this.plugin = plugin;
    this.address = address;
  }

  /** Takes a directory from the harness and connects to it. */
  static async open(harness: Harness, plugin: LocationPlugin): Promise<Place> {
    const place = new Place(harness, plugin, await harness.address());
    await place.connect();
    return place;
  }

  /** The session that the place was opened with. */
  get session(): LocationSession {
    return this.#sessions[0] as LocationSession;
  }

  /** One more session, by default to the same directory; it is closed when the case has ended. */
  async connect(given?: { address?: LocationAddress; context?: ConnectContext }): Promise<LocationSession> {
    const target = this.plugin.parse(given?.address ?? this.address);
    const session = await this.plugin.connect(target, given?.context ?? this.harness.context());
    this.#sessions.push(session);
    return session;
  }

  async put(path: string, ...chunks: readonly Uint8Array[]): Promise<void> {
    const size = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    await this.session.put(path, { size, chunks }, this.calm);
  }

  /** A file's bytes, or those of a range. */
  async read(path: string, range?: Omit<GetOptions, "signal">): Promise<Uint8Array> {
    return bytesOf(await this.session.get(path, { ...this.calm, ...range }));
  }

  async stat(path: string): Promise<EntryInfo | undefined> {
    return this.session.stat(path, this.calm);
  }

  async list(directory: string): Promise<ListedEntry[]> {
    return Array.fromAsync(this.session.list(directory, this.calm));
  }

  /** Checks a file's content. @throws ConformanceFailure */
  async mustHave(path: string, expected: Uint8Array, what: string): Promise<void> {
    mustEqual(await this.read(path), expected, what);
  }

  /** Closes all sessions of the case. @throws ConformanceFailure when one does not close */
  async close(): Promise<void> {
    const closed = Promise.all(this.#sessions.map((session) => session.close()));
    await within(closeMs, "close resolves, and does not hang", closed);
  }
}
