import { protocolError } from "./session-errors.ts";
import { partOf, Structure, uint32, uint64, uint8, utf16 } from "./structure.ts";

/** Information classes ([MS-FSCC] §2.4, §2.5). */
export const informationClass = {
  FileDirectoryInformation: 1,
  FileRenameInformation: 10,
  FileDispositionInformation: 13,
  FileEndOfFileInformation: 20,
  FileFsFullSizeInformation: 7,
} as const;

/** Attributes of a file ([MS-FSCC] §2.6). */
export const fileAttribute = { DIRECTORY: 0x00000010, REPARSE_POINT: 0x00000400 } as const;

// FileDirectoryInformation ([MS-FSCC] §2.4.10), before the name
const directoryEntry = new Structure({
  NextEntryOffset: uint32,
  FileIndex: uint32,
  CreationTime: uint64,
  LastAccessTime: uint64,
  LastWriteTime: uint64,
  ChangeTime: uint64,
  EndOfFile: uint64,
  AllocationSize: uint64,
  FileAttributes: uint32,
  FileNameLength: uint32,
});

// FileRenameInformation for SMB2 ([MS-FSCC] §2.4.42.2), before the name; seven reserved bytes follow ReplaceIfExists.
const rename = new Structure({
  ReplaceIfExists: uint8,
  Reserved: uint8,
  Reserved2: uint8,
  Reserved3: uint8,
  Reserved4: uint32,
  RootDirectory: uint64,
  FileNameLength: uint32,
});

const disposition = new Structure({ DeletePending: uint8 });
const endOfFile = new Structure({ EndOfFile: uint64 });

// FileFsFullSizeInformation ([MS-FSCC] §2.5.4)
const fullSize = new Structure({
  TotalAllocationUnits: uint64,
  CallerAvailableAllocationUnits: uint64,
  ActualAvailableAllocationUnits: uint64,
  SectorsPerAllocationUnit: uint32,
  BytesPerSector: uint32,
});

/** A name in a directory, and what lies there. */
export interface DirectoryEntry {
  /** As the server sent it: it may contain anything, also half of a surrogate pair. */
  readonly name: string;
  /** FILETIME. */
  readonly lastWriteTime: bigint;
  readonly size: bigint;
  readonly attributes: number;
}

/** Bytes of an answer to a question about a file system. */
export const fullSizeBytes: number = fullSize.bytes;

/** Bytes of the file system that the caller may still use. @throws LocationError `protocol` */
export function decodeAvailableBytes(information: Buffer): bigint {
  const fields = fullSize.decode(information);
  const unit = BigInt(fields.SectorsPerAllocationUnit) * BigInt(fields.BytesPerSector);
  return fields.CallerAvailableAllocationUnits * unit;
}

/** @throws LocationError `protocol` */
export function decodeDirectoryEntries(information: Buffer): readonly DirectoryEntry[] {
  const entries: DirectoryEntry[] = [];
  for (let at = 0; ;) {
    const fields = directoryEntry.decode(information, at);
    const name = partOf(information, at + directoryEntry.bytes, fields.FileNameLength);
    entries.push({
      name: name.toString("utf16le"),
      lastWriteTime: fields.LastWriteTime,
      size: fields.EndOfFile,
      attributes: fields.FileAttributes,
    });
    if (fields.NextEntryOffset === 0) return entries;
    if (fields.NextEntryOffset < directoryEntry.bytes) {
      throw protocolError("The server sent a directory whose entries overlap.");
    }
    at += fields.NextEntryOffset;
  }
}

/** @param name from the share's root, with `\` between names */
export function encodeRename(name: string): Buffer {
  const encoded = utf16(name);
  const fixed = rename.encode({ ReplaceIfExists: 1, FileNameLength: encoded.length });
  // Windows wants the structure in whole units of eight bytes at least once: 24.
  return Buffer.concat([fixed, encoded, Buffer.alloc(Math.max(0, 4 - encoded.length))]);
}

export function encodeDisposition(deletePending: boolean): Buffer {
  return disposition.encode({ DeletePending: deletePending ? 1 : 0 });
}

export function encodeEndOfFile(size: bigint): Buffer {
  return endOfFile.encode({ EndOfFile: size });
}

/** 100-nanosecond intervals between 1601-01-01 and 1970-01-01 ([MS-DTYP] §2.3.3). */
const filetimeOfEpoch = 116_444_736_000_000_000n;

/** The date of a FILETIME; `undefined` for 0, which means that there is none. */
export function dateOfFiletime(filetime: bigint): Date | undefined {
  if (filetime === 0n) return undefined;
  const date = new Date(Number((filetime - filetimeOfEpoch) / 10_000n));
  return Number.isNaN(date.getTime()) ? undefined : date;
}

export function filetimeOf(date: Date): bigint {
  return BigInt(date.getTime()) * 10_000n + filetimeOfEpoch;
}
