import type { BackupPreflight } from "../backup/backup-preflight.ts";
import { validateBackup } from "./backup-validation.ts";
import type { BackupOperations, RecoveryOperations } from "./recovery-operations.ts";

/** Puts the groups of operations together as the API names them. */
export function recoveryOperations(
  preflight: BackupPreflight,
  backup: Omit<BackupOperations, "validate">,
  restore: RecoveryOperations["restore"],
  reconciliation: RecoveryOperations["reconciliation"],
): RecoveryOperations {
  return {
    recovery: { get: async () => ({ supported: (await backup.parts.list()).length > 0 }) },
    backup: { ...backup, validate: (piece) => validateBackup(preflight, piece) },
    restore,
    reconciliation,
  };
}
