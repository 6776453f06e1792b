import { workerData } from "node:worker_threads";
import { parseIdentity } from "../seal/age/identity.ts";
import { copyBytes } from "../memory/copy-bytes.ts";
import { discard } from "../memory/discard.ts";
import { decompressFrame, type FrameCodec } from "../seal/frames.ts";
import { plainReader, sealedReader, type VolumeReader } from "../seal/volume.ts";
import { labelOf } from "../seal/volume-label.ts";
import { type FrameBoundary, framesOf } from "./frames-of.ts";
import { serveTasks } from "./task-server.ts";
import { checkDigest } from "./volume-digest.ts";
import { Secret } from "@holdfast/contract";

/** What an opening worker is started with. */
export interface OpeningWork {
  readonly codec: FrameCodec;
  /** Bytes of content that a frame may have. */
  readonly sliceSize: number;
  /** `AGE-SECRET-KEY-1…`; without it volumes are not sealed. */
  readonly identity: string | undefined;
}

/** A stored volume in shared memory. */
export interface StoredVolume {
  /** The file's name. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Of the stored file, hexadecimal. */
  readonly sha256: string;
}

/** An opened volume: its plaintext lies in the memory of the stored one. */
export interface OpenedVolume {
  readonly plaintext: Uint8Array;
  readonly frames: readonly FrameBoundary[];
}

/** What an opening worker can be asked to do. */
export type OpeningTask =
  /** Compare the digest, unseal in place, find the frames. */
  | { kind: "open"; volume: StoredVolume }
  /** Decompress one frame into a slice. */
  | { kind: "decode"; frame: Uint8Array; into: Uint8Array }
  /** All of it, keeping nothing. */
  | { kind: "check"; volume: StoredVolume };

/** `open` answers with the volume, the others with the bytes of content. */
export type OpeningResult = { opened: OpenedVolume } | { size: number };

const { codec, sliceSize, identity } = workerData as OpeningWork;
const reader: VolumeReader =
  identity === undefined ? plainReader() : sealedReader(parseIdentity(new Secret(identity)));

function open(volume: StoredVolume): OpenedVolume {
  checkDigest(volume.name, volume.bytes, volume.sha256);
  const plaintext = reader.open(volume.bytes, labelOf(volume.name));
  return { plaintext, frames: framesOf(plaintext, codec, sliceSize) };
}

function check(volume: StoredVolume): number {
  const { plaintext, frames } = open(volume);
  let size = 0;
  for (const { offset, length } of frames) {
    const content = decompressFrame(plaintext.subarray(offset, offset + length), codec, sliceSize);
    size += content.length;
    discard(content);
  }
  return size;
}

serveTasks<OpeningTask, OpeningResult>((task) => {
  switch (task.kind) {
    case "open":
      return { opened: open(task.volume) };
    case "decode": {
      const content = decompressFrame(task.frame, codec, task.into.length);
      const size = content.length;
      copyBytes(content, task.into, 0);
      discard(content);
      return { size };
    }
    case "check":
      return { size: check(task.volume) };
  }
});
