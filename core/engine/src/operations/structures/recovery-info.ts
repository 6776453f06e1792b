/** vSphere `recovery.Info`. */
export interface RecoveryInfo {
  /** Whether this system can be backed up and restored. */
  readonly supported: boolean;
}
