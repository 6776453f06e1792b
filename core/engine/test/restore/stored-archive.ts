import { createHash } from "node:crypto";
import type { MemoryServer } from "@holdfast/conformance";
import { manifestHmac } from "../../src/manifest/authenticate.ts";
import { formatManifest, type Manifest, type ManifestSection } from "../../src/manifest/manifest.ts";
import type { Identity } from "../../src/seal/age/identity.ts";
import { manifestKey } from "../../src/seal/manifest-key.ts";
import { replaceStored, storedFiles } from "../backup/stored-files.ts";

/** The files of one archive on a memory server, to be altered by whoever may write there. */
export class StoredArchive {
  /** From the server's root. */
  readonly directory: string;
  readonly files: Map<string, Buffer>;

  constructor(directory: string, files: ReadonlyMap<string, Buffer>) {
    this.directory = directory;
    this.files = new Map(files);
  }

  /** @param directory from the server's root */
  static at(server: MemoryServer, directory: string): StoredArchive {
    const files = new Map<string, Buffer>();
    for (const [path, bytes] of storedFiles(server)) {
      if (path.startsWith(`${directory}/`)) files.set(path.slice(directory.length + 1), bytes);
    }
    return new StoredArchive(directory, files);
  }

  /** The directory's name. */
  get name(): string {
    return this.directory.slice(this.directory.lastIndexOf("/") + 1);
  }

  /** The same files once more. */
  copy(): StoredArchive {
    return new StoredArchive(this.directory, this.files);
  }

  /** Replaces files by another archive's of the same names. */
  take(other: StoredArchive, pattern: RegExp): void {
    for (const name of other.names(pattern)) this.set(name, other.get(name));
  }

  get(name: string): Buffer {
    const bytes = this.files.get(name);
    if (bytes === undefined)
      throw new Error(`There is no ${name}, only ${[...this.files.keys()].join(" ")}.`);
    return bytes;
  }

  /** The names that match, sorted. */
  names(pattern: RegExp): readonly string[] {
    return [...this.files.keys()].filter((name) => pattern.test(name)).toSorted();
  }

  set(name: string, bytes: Uint8Array): void {
    this.files.set(name, Buffer.from(bytes));
  }

  remove(name: string): void {
    this.get(name);
    this.files.delete(name);
  }

  rename(from: string, to: string): void {
    this.set(to, this.get(from));
    this.remove(from);
  }

  exchange(one: string, other: string): void {
    const bytes = this.get(one);
    this.set(one, this.get(other));
    this.set(other, bytes);
  }

  flip(name: string, byte: number): void {
    const bytes = Buffer.from(this.get(name));
    bytes.writeUInt8((bytes.at(byte) ?? 0) ^ 1, byte < 0 ? bytes.length + byte : byte);
    this.set(name, bytes);
  }

  /** Puts the digests of the volumes as they are now into SHA256SUMS. */
  recountSums(): void {
    const lines = this.names(/\.\d{6}\./).map((name) => `${sha256(this.get(name))}  ${name}\n`);
    this.set("SHA256SUMS", Buffer.from(lines.join("")));
  }

  /** Alters the manifest, and has it vouch for SHA256SUMS as it is now. */
  alterManifest(change: (section: ManifestSection) => object, sealedBy?: Identity): void {
    const manifest = JSON.parse(this.get("backup-metadata.json").toString()) as Manifest;
    const section = { ...manifest.holdfast, sums: sha256(this.get("SHA256SUMS")) };
    const altered = { ...manifest, holdfast: { ...section, ...change(section) } } as Manifest;
    this.set("backup-metadata.json", formatManifest(altered));
    if (sealedBy === undefined) return;
    this.set(
      "backup-metadata.hmac",
      Buffer.from(manifestHmac(formatManifest(altered), manifestKey(sealedBy))),
    );
  }

  /** Makes the server hold this archive, and nothing else. */
  store(server: MemoryServer): void {
    const entries = [...this.files].map(([name, bytes]) => [`${this.directory}/${name}`, bytes] as const);
    replaceStored(server, new Map(entries));
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
