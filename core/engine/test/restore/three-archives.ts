import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  opendirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memoryLocation, MemoryServer } from "@holdfast/conformance";
import { Secret } from "@holdfast/contract";
import { type ArchiveKey, type BackupCore, createBackupCore, directoryPart } from "@holdfast/core";
import { afterAll, beforeAll, expect } from "vitest";
import { generateIdentity, type Identity } from "../../src/seal/age/identity.ts";
import { openKeySlot } from "../../src/seal/key-slots.ts";
import { content } from "../archive/sample-tree.ts";
import { quickTransfer, smallGeometry, success } from "../backup/job-test.ts";
import { StoredArchive } from "./stored-archive.ts";

const fileCount = 30;
const sizeOf = (index: number): number => 20_000 + index;

/** Three archives of one system, each in four volumes, and copies of them to be altered. */
export class ThreeArchives {
  readonly escrow: Identity = generateIdentity();
  readonly password: Secret = new Secret("Correct-horse-7");
  readonly key: ArchiveKey = { identities: [this.escrow.toText()] };
  readonly server: MemoryServer = new MemoryServer();
  readonly location = { location: "memory:///place" };
  readonly directory: string = mkdtempSync(join(tmpdir(), "holdfast-altered-"));
  readonly source: string = join(this.directory, "source");
  readonly core: BackupCore;
  readonly #made = new Map<string, StoredArchive>();

  constructor() {
    this.core = createBackupCore({
      system: { name: "fw-01", product: "test", version: "1.0", build: "7" },
      stateDir: join(this.directory, "state"),
      parts: [directoryPart({ id: "common", roots: [this.source] })],
      locations: [memoryLocation({ localhost: this.server })],
      settings: { pipeline: { ...smallGeometry, volumeSize: 200_000 }, transfer: quickTransfer },
    });
    beforeAll(() => this.#make());
    afterAll(async () => {
      await this.core.close();
      rmSync(this.directory, { recursive: true });
    });
  }

  /** The one that is altered: sealed for the recipient and by the password. */
  one(): StoredArchive {
    return this.#copyOf("one");
  }

  /** Another one, sealed for the recipient. */
  other(): StoredArchive {
    return this.#copyOf("other");
  }

  unsealed(): StoredArchive {
    return this.#copyOf("unsealed");
  }

  /** The archive's own identity, which who could open it once knows. */
  async identityOf(archive: StoredArchive): Promise<Identity> {
    return (await openKeySlot(archive.get("escrow-1.age"), [this.escrow])).identity;
  }

  /** An empty directory. */
  target(): string {
    return mkdtempSync(join(this.directory, "target-"));
  }

  /** The path of a file in this volume: nine go into each, in the order in which their directory has them. */
  pathInVolume(number: number): string {
    const entries = opendirSync(this.source);
    try {
      for (let skipped = 5; skipped < number * 9; skipped++) entries.readSync();
      return join(this.source, entries.readSync()!.name);
    } finally {
      entries.closeSync();
    }
  }

  /** Whatever a restore left is as it was backed up: no file is there in part, or with a byte of a bad volume. */
  expectOnlyWhole(target: string): void {
    for (let index = 0; index < fileCount; index++) {
      const path = join(target, this.source, String(index));
      if (existsSync(path)) expect(readFileSync(path).equals(content(sizeOf(index)))).toBe(true);
    }
  }

  async #make(): Promise<void> {
    mkdirSync(this.source);
    for (let index = 0; index < fileCount; index++) {
      writeFileSync(join(this.source, String(index)), content(sizeOf(index)));
    }
    const recipients = [this.escrow.recipient.toString()];
    const requests = { one: { recipients, password: this.password }, other: { recipients }, unsealed: {} };
    for (const [name, request] of Object.entries(requests)) {
      const plain = { location: this.location, compression: "none", verify: "none" } as const;
      await success(this.core.backUp({ ...plain, ...request }));
      const [newest] = await this.core.list({ location: this.location });
      this.#made.set(name, StoredArchive.at(this.server, `place/test/sn_fw-01/${newest!.archive}`));
    }
  }

  #copyOf(name: string): StoredArchive {
    return this.#made.get(name)!.copy();
  }
}
