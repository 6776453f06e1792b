import { once } from "node:events";
import { posix } from "node:path";
import { PassThrough, type Readable } from "node:stream";
import type { EntryReader, Manifest, StoredEntry } from "@holdfast/core";
import { TarArchive, ZipArchive } from "archiver";
import type { ExportFormat, ExportReport } from "./export-report.ts";

/** Bytes from which on a zip file needs the fields of ZIP64, which not every reader has. */
const zip64From = 0xffff_ffff;

/** What of `fs.Stats` archiver looks at. */
interface EntryStats {
  readonly size: number;
  readonly mode: number;
  readonly mtime: Date;
}

/**
 * Feeds archiver, one entry at a time and each with exactly as many bytes as it was
 * announced with: archiver ends the process or hangs when a source errs.
 */
export class ArchiverFeed implements EntryReader {
  readonly #format: ExportFormat;
  readonly #output = new PassThrough();
  readonly #failed = Promise.withResolvers<never>();
  #archiver: ZipArchive | TarArchive | undefined;
  #content: PassThrough | undefined;
  #added: Promise<unknown> = Promise.resolve();
  #report: ExportReport = { archive: "", entries: 0, bytes: 0 };

  constructor(format: ExportFormat) {
    this.#format = format;
    this.#failed.promise.catch(() => undefined);
  }

  /** The file that archiver makes. */
  get stream(): Readable {
    return this.#output;
  }

  get report(): ExportReport {
    return this.#report;
  }

  /** Lets everything that waits for the output fail. */
  fail(error: unknown): void {
    // Archiver itself is left to the garbage collector: its abort() throws for tar files.
    this.#failed.reject(error);
  }

  begin({ holdfast }: Manifest): Promise<void> {
    this.#report = { ...this.#report, archive: holdfast.archive };
    const size = holdfast.parts.reduce((sum, part) => sum + part.stream_size, 0);
    this.#archiver =
      this.#format === "zip" ? new ZipArchive({ forceZip64: size >= zip64From }) : new TarArchive({});
    this.#archiver.on("error", (error) => this.fail(error));
    this.#archiver.on("warning", (error) => this.fail(error));
    this.#archiver.pipe(this.#output);
    return Promise.resolve();
  }

  async entry(entry: StoredEntry): Promise<void> {
    const { type, name, size, mode, mtime } = entry;
    const stats: EntryStats = { size, mode, mtime };
    this.#report = {
      ...this.#report,
      entries: this.#report.entries + 1,
      bytes: this.#report.bytes + size,
    };
    if (type === "file") {
      this.#content = new PassThrough();
      return this.#add(this.#content, { name, mode, date: mtime, stats });
    }
    if (type === "directory") {
      // The root of a file system has no name of its own.
      if (name !== ".") await this.#addWhole({ type, name, mode, date: mtime });
      return;
    }
    const linkname = type === "symlink" ? entry.link : relativeLink(name, entry.link);
    await this.#addWhole({ type: "symlink", name, linkname, mode, date: mtime });
  }

  async data(bytes: Buffer): Promise<void> {
    const content = this.#content;
    if (content === undefined || content.write(bytes)) return;
    await this.#orFailed(once(content, "drain"));
  }

  async endEntry(): Promise<void> {
    const content = this.#content;
    if (content === undefined) return;
    this.#content = undefined;
    content.end();
    await this.#orFailed(this.#added);
  }

  /** No more entries come. Resolves when archiver has written all of it. */
  async end(): Promise<void> {
    await this.#orFailed(this.#archiver?.finalize() ?? Promise.resolve());
  }

  async #addWhole(data: object): Promise<void> {
    this.#add(Buffer.alloc(0), data);
    await this.#orFailed(this.#added);
  }

  #add(source: Readable | Buffer, data: object): void {
    const archiver = this.#archiver;
    if (archiver === undefined) throw new TypeError("an entry came before the manifest");
    this.#added = once(archiver, "entry");
    this.#added.catch(() => undefined);
    archiver.append(source, data as Parameters<typeof archiver.append>[1]);
  }

  #orFailed<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#failed.promise]);
  }
}

/** A hard link as the symbolic link that zip files can have. */
function relativeLink(name: string, link: string): string {
  return posix.relative(posix.dirname(name), link);
}
