import type { ArchiveRequest } from "./archive-access.ts";

/** What somebody asks for when they restore an archive into a directory. */
export interface RestoreRequest extends ArchiveRequest {
  /** A directory that is empty or does not exist; nothing is written outside of it. */
  readonly target: string;
  /** Parts to restore; all when left out. */
  readonly parts?: readonly string[];
  /**
   * Only these files and directories, with everything below them: paths as they were
   * backed up, with or without the leading `/`.
   */
  readonly paths?: readonly string[];
  /** Keep setuid, setgid and sticky bits. */
  readonly keepSpecialModes?: boolean;
}
