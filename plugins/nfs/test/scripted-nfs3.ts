import { XdrWriter } from "../src/protocol/xdr-writer.ts";
import type { Answer, Call } from "./scripted-server.ts";

/** Procedures by number (RFC 1813 §3.3). */
const names: Readonly<Record<number, string>> = {
  1: "GETATTR",
  2: "SETATTR",
  3: "LOOKUP",
  4: "ACCESS",
  6: "READ",
  7: "WRITE",
  8: "CREATE",
  12: "REMOVE",
  14: "RENAME",
  17: "READDIRPLUS",
  19: "FSINFO",
  21: "COMMIT",
};

const mountProgram = 100_005;
const [regular, directory] = [1, 2];

/** A file that a scripted server shows. */
export interface Shown {
  readonly kind?: "file" | "directory";
  readonly size?: number;
}

export const ok = 0;
const noEntry = 2;

/** What a server with one export and no files answers; a script changes some of it by the procedure's name. */
export function emptyNfs3(changes: Readonly<Record<string, (call: Call) => Answer>>): (call: Call) => Answer {
  return (call) => {
    if (call.program === mountProgram)
      return new XdrWriter().uint32(ok).opaque(Buffer.from("root")).uint32(0);
    const name = names[call.procedure] ?? "";
    const changed = changes[name];
    if (changed !== undefined) return changed(call);
    return usual[name]?.() ?? new XdrWriter().uint32(ok);
  };
}

const usual: Readonly<Record<string, () => XdrWriter>> = {
  FSINFO: () =>
    attributes(new XdrWriter().uint32(ok).bool(true), { kind: "directory" })
      .uint32(65_536)
      .uint32(65_536)
      .uint32(1)
      .uint32(65_536),
  LOOKUP: () => new XdrWriter().uint32(noEntry).bool(false),
  CREATE: () =>
    new XdrWriter().uint32(ok).bool(true).opaque(Buffer.from("file")).bool(false).bool(false).bool(false),
  REMOVE: () => new XdrWriter().uint32(ok).bool(false).bool(false),
  RENAME: () => new XdrWriter().uint32(ok).bool(false).bool(false).bool(false).bool(false),
  COMMIT: () => new XdrWriter().uint32(ok).bool(false).bool(false).fixedOpaque(Buffer.alloc(8)),
};

/** `fattr3` (RFC 1813 §2.6). */
export function attributes(xdr: XdrWriter, { kind = "file", size = 0 }: Shown): XdrWriter {
  xdr.uint32(kind === "file" ? regular : directory).fixedOpaque(Buffer.alloc(16));
  return xdr.uint64(size).fixedOpaque(Buffer.alloc(32 + 24));
}

/** `LOOKUP3resok` with attributes. */
export function found(shown: Shown): XdrWriter {
  return attributes(new XdrWriter().uint32(ok).opaque(Buffer.from("found")).bool(true), shown).bool(false);
}

/** `WRITE3resok` of so many bytes, not stable yet. */
export function written(count: number, verifier: Buffer = Buffer.alloc(8)): XdrWriter {
  return new XdrWriter().uint32(ok).bool(false).bool(false).uint32(count).uint32(0).fixedOpaque(verifier);
}

/** `READDIRPLUS3resok` without attributes. */
export function page(
  entries: readonly (readonly [cookie: number, name: string | Uint8Array])[],
  isEnd: boolean,
): XdrWriter {
  const xdr = new XdrWriter().uint32(ok).bool(false).fixedOpaque(Buffer.alloc(8));
  for (const [cookie, name] of entries) {
    xdr.bool(true).uint64(cookie).opaque(Buffer.from(name)).uint64(cookie);
    attributes(xdr.bool(true), {}).bool(false);
  }
  return xdr.bool(false).bool(isEnd);
}
