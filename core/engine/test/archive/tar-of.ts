import { blockSize, encodeHeader, type Header } from "../../src/archive/tar/header.ts";
import { TarWriter, type WritableTarEntry } from "../../src/archive/tar/writer.ts";
import { byteStringOf, type ByteString } from "../../src/parts/byte-string.ts";
import { MemorySink } from "./memory-sink.ts";

/** A member by what matters in a test; text is UTF-8. */
export type MemberSpec = { name: string } & Partial<{
  type: WritableTarEntry["type"];
  link: string;
  content: string;
  mode: number;
}>;

/** An archive with these members, as the writer makes it. */
export function tarOf(...members: readonly MemberSpec[]): Buffer {
  const sink = new MemorySink();
  const writer = new TarWriter(sink);
  for (const member of members) {
    const content = Buffer.from(member.content ?? "");
    writer.header(entryOf(member, content.length));
    for (const byte of content) {
      sink.room()[0] = byte;
      sink.commit(1);
    }
    writer.padding(content.length);
  }
  writer.end();
  return sink.bytes();
}

/** A header by itself, with whatever typeflag and size. */
export function rawHeader(typeflag: string, changed: Partial<Header> = {}): Buffer {
  const block = Buffer.alloc(blockSize);
  const empty = "" as ByteString;
  encodeHeader(block, 0, {
    typeflag,
    name: "raw" as ByteString,
    link: empty,
    size: 0,
    mode: 0o644,
    uid: 0,
    gid: 0,
    user: empty,
    group: empty,
    seconds: 0,
    ...changed,
  });
  return block;
}

/** Content as it stands in an archive: up to a full block. */
export function blocks(content: string): Buffer {
  const bytes = Buffer.from(content, "latin1");
  return Buffer.concat([bytes, Buffer.alloc((blockSize - (bytes.length % blockSize)) % blockSize)]);
}

/** What ends an archive. */
export const end: Buffer = Buffer.alloc(2 * blockSize);

function entryOf(
  { name, type = "file", link = "", mode = 0o644 }: MemberSpec,
  size: number,
): WritableTarEntry {
  return {
    type,
    name: byteStringOf(name),
    link: byteStringOf(link),
    size,
    mode,
    uid: 0,
    gid: 0,
    user: "" as ByteString,
    group: "" as ByteString,
    mtime: 1_700_000_000_000_000_000n,
  };
}
