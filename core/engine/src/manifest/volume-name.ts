import { volumeLabel } from "../seal/volume-label.ts";

/** What a volume belongs to. */
export interface VolumeKind {
  readonly part: string;
  /** `tar`: a tree's data, `stream`: a command's output, `index`: the entries of either. */
  readonly content: "tar" | "stream" | "index";
  readonly codec: "zstd" | "gzip" | "none";
  readonly sealed: boolean;
}

const contentEnding = { tar: ".tar", stream: "", index: ".ndjson" } as const;
const codecEnding = { zstd: ".zst", gzip: ".gz", none: "" } as const;

/** A volume's file name, such as `common.000001.tar.zst.age` or `common.index.000001.ndjson.zst.age`. */
export function volumeName(kind: VolumeKind, number: number): string {
  const label = volumeLabel(kind.part, kind.content === "index" ? "index" : "data", number);
  return `${label}${contentEnding[kind.content]}${codecEnding[kind.codec]}${kind.sealed ? ".age" : ""}`;
}
