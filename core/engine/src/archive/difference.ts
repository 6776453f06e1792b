import type { FileType } from "../parts/file-type.ts";

/** How something that lies on the appliance differs from what an archive has of it. */
export type DifferenceKind = "missing" | "additional" | "type" | "size" | "mode" | "link" | "unreadable";

/** One difference. */
export interface Difference {
  readonly kind: DifferenceKind;
  /** For people; absolute. */
  readonly path: string;
  /** What the archive has; empty for `additional`. */
  readonly expected: string;
  /** What was found; empty for `missing`, an errno name for `unreadable`. */
  readonly found: string;
}

/** The kind and the type of what is not in the archive. */
export function additional(path: string, type: FileType): Difference {
  return { kind: "additional", path, expected: "", found: type };
}
