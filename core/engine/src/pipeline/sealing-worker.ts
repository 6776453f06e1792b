import { createHash } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";
import { parseRecipient } from "../seal/age/identity.ts";
import { type FrameCodec, frameEncoder } from "../seal/frames.ts";
import { volumeLabel } from "../seal/volume-label.ts";
import { plainLayout, sealedLayout } from "../seal/volume.ts";
import { type PipelineMemory, volumeBuffer } from "./pipeline-memory.ts";
import { PipelineStopped } from "./shared-state.ts";
import { dataStream, SliceRing } from "./slice-ring.ts";
import { type FilledVolume, VolumeBoard } from "./volume-board.ts";
import { type WorkerFailure, workerFailure } from "./worker-failure.ts";

/** What a sealing worker is started with. */
export interface SealingWork {
  readonly memory: PipelineMemory;
  readonly codec: FrameCodec;
  readonly level: number;
  /** Ids of the parts, in the order in which they are read. */
  readonly parts: readonly string[];
  /** `age1…`; without it volumes are not sealed. */
  readonly recipient: string | undefined;
}

/** A volume lies finished in its buffer. */
export interface SealedVolume extends FilledVolume {
  /** Bytes of the stored file. */
  readonly size: number;
  /** Of the stored file, hexadecimal. */
  readonly sha256: string;
}

/** What a sealing worker posts. */
export type SealingMessage = { kind: "volume"; volume: SealedVolume } | WorkerFailure;

const post = (message: SealingMessage): void => parentPort?.postMessage(message);

function sealAll(work: SealingWork): void {
  const { memory, codec, level } = work;
  const layout = work.recipient === undefined ? plainLayout() : sealedLayout(parseRecipient(work.recipient));
  const ring = new SliceRing(memory);
  const encoder = frameEncoder(codec, level);
  const board = new VolumeBoard(memory, layout.capacity(memory.geometry.volumeSize), (filled) => {
    const buffer = volumeBuffer(memory, filled.buffer);
    const stream = filled.stream === dataStream ? "data" : "index";
    const label = volumeLabel(work.parts[filled.part] ?? "", stream, filled.number);
    const size = layout.finish(buffer, filled.plainSize, label);
    const sha256 = createHash("sha256").update(buffer.subarray(0, size)).digest("hex");
    post({ kind: "volume", volume: { ...filled, size, sha256 } });
  });
  for (;;) {
    const slice = ring.claim();
    const frame = encoder.encode(slice.bytes);
    board.place(slice, frame.length, ({ buffer, offset }) => {
      layout.place(volumeBuffer(memory, buffer), offset, frame);
    });
    ring.release(slice.sequence);
  }
}

try {
  sealAll(workerData as SealingWork);
} catch (error) {
  if (!(error instanceof PipelineStopped)) post(workerFailure(error));
}
