import { splitTimestamp } from "../archive/timestamp.ts";
import { type TarHandler, TarReader } from "../archive/tar/reader.ts";
import type { TarEntry } from "../archive/tar/tar-entry.ts";
import type { ManifestPart } from "../manifest/manifest.ts";
import { displayText } from "../parts/byte-string.ts";
import type { PipelineGeometry } from "../pipeline/geometry.ts";
import type { Location } from "../transfer/location.ts";
import { type OpenArchive, readSums } from "./open-archive.ts";
import { PartReader } from "./part-reader.ts";
import { partVolumes } from "./part-volumes.ts";
import type { EntryReader, StoredEntry } from "./stored-entry.ts";

const privateMode = 0o600;

/**
 * Reads an archive from its first entry to its last, proving it on the way. What
 * cannot stand in a tree, as devices, is passed over.
 *
 * @throws HoldfastError, and what the reader rejects with
 */
export async function readEntries(
  location: Location,
  archive: OpenArchive,
  geometry: PipelineGeometry,
  parts: readonly ManifestPart[],
  entries: EntryReader,
): Promise<void> {
  const sums = await readSums(location, archive);
  await entries.begin(archive.manifest);
  const reader = new PartReader(archive, geometry);
  try {
    for (const part of parts) {
      const volumes = partVolumes(location, archive, sums, part);
      const taker =
        part.content === "tar" ? new TreeEntries(part.id, entries) : streamEntry(part, archive, entries);
      await taker.begin();
      await reader.readAll(part, volumes, (slice) => taker.write(Buffer.from(slice)));
      await taker.end();
    }
  } finally {
    await reader.close();
  }
}

/** Takes a part's stream. */
interface StreamTaker {
  begin(): Promise<void>;
  write(bytes: Buffer): Promise<void>;
  end(): Promise<void>;
}

/** A part that is not files, as one file that is named after it. */
function streamEntry(part: ManifestPart, { manifest }: OpenArchive, entries: EntryReader): StreamTaker {
  const entry: StoredEntry = {
    part: part.id,
    type: "file",
    name: part.id,
    link: "",
    size: part.stream_size,
    mode: privateMode,
    mtime: new Date(manifest.StartTime),
  };
  return {
    begin: () => entries.entry(entry),
    write: (bytes) => entries.data(bytes),
    end: () => entries.endEntry(),
  };
}

/** Calls a reader, which takes its time, for what the tar reader finds in one slice at once. */
class TreeEntries implements StreamTaker, TarHandler {
  readonly #part: string;
  readonly #entries: EntryReader;
  readonly #tar = new TarReader(this);
  #calls: (() => Promise<void>)[] = [];
  #isPassedOver = false;

  constructor(part: string, entries: EntryReader) {
    this.#part = part;
    this.#entries = entries;
  }

  begin(): Promise<void> {
    return Promise.resolve();
  }

  async write(bytes: Buffer): Promise<void> {
    this.#tar.write(bytes);
    await this.#flush();
  }

  async end(): Promise<void> {
    this.#tar.end();
    await this.#flush();
  }

  entry(entry: TarEntry): void {
    const stored = storedEntry(this.#part, entry);
    this.#isPassedOver = stored === undefined;
    if (stored !== undefined) this.#calls.push(() => this.#entries.entry(stored));
  }

  data(bytes: Uint8Array): void {
    if (this.#isPassedOver) return;
    const copy = Buffer.from(bytes);
    this.#calls.push(() => this.#entries.data(copy));
  }

  endEntry(): void {
    if (!this.#isPassedOver) this.#calls.push(() => this.#entries.endEntry());
  }

  async #flush(): Promise<void> {
    const calls = this.#calls;
    this.#calls = [];
    for (const call of calls) await call();
  }
}

function storedEntry(part: string, entry: TarEntry): StoredEntry | undefined {
  const { type, name, link, size, mode, mtime } = entry;
  if (type === "device" || type === "fifo" || type === "other") return undefined;
  const { seconds, nanoseconds } = splitTimestamp(mtime);
  return {
    part,
    type,
    name: displayText(name),
    link: displayText(link),
    size,
    mode,
    mtime: new Date(seconds * 1000 + Math.floor(nanoseconds / 1e6)),
  };
}
