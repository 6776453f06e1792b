/** What a volume belongs to. */
export interface VolumeKind {
  readonly part: string;
  /** `tar`: a tree's data, `stream`: a command's output, `index`: the entries of either. */
  readonly content: "tar" | "stream" | "index";
  readonly codec: "zstd" | "gzip" | "none";
  readonly sealed: boolean;
}

const codecEnding = { zstd: ".zst", gzip: ".gz", none: "" } as const;

/** A volume's file name, such as `common.000001.tar.zst.age` or `common.index.000001.ndjson.zst.age`. */
export function volumeName(kind: VolumeKind, number: number): string {
  const count = String(number).padStart(6, "0");
  const stem = {
    tar: `${kind.part}.${count}.tar`,
    stream: `${kind.part}.${count}`,
    index: `${kind.part}.index.${count}.ndjson`,
  }[kind.content];
  return `${stem}${codecEnding[kind.codec]}${kind.sealed ? ".age" : ""}`;
}
