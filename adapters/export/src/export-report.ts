/** The formats of an export. */
export type ExportFormat = "zip" | "tar";

/** What an export came to. */
export interface ExportReport {
  /** The archive's directory name. */
  readonly archive: string;
  readonly entries: number;
  /** Bytes of content. */
  readonly bytes: number;
}
