/** vSphere `recovery.backup.system_name.archives.Info`. */
export interface ArchiveInfo {
  /** When the backup was complete. */
  readonly timestamp: Date;
  /** URL of the archive's directory, which a restore names. */
  readonly location: string;
  readonly parts: readonly string[];
  readonly version: string;
  readonly system_name: string;
  readonly comment: string;
}

/** vSphere `recovery.backup.system_name.archives.FilterSpec`. */
export interface ArchiveFilterSpec {
  /** Backups that began at this time or later. */
  readonly start_timestamp?: Date;
  /** Backups that began at this time or earlier. */
  readonly end_timestamp?: Date;
  readonly comment_substring?: string;
  /** The most recent ones that are given; 128 when left out. */
  readonly max_results?: number;
}
