import type { BackupPreflight } from "../backup/backup-preflight.ts";
import type { BackupJobs } from "./backup-jobs.ts";
import type { BackupParts } from "./backup-parts.ts";
import { validateBackup } from "./backup-validation.ts";
import type { BackupSchedules } from "./backup-schedules.ts";
import type { BackupOperations, RecoveryOperations } from "./recovery-operations.ts";
import type { SystemNames } from "./system-names.ts";

/** The groups of operations that there are. */
export interface OperationGroups {
  readonly preflight: BackupPreflight;
  readonly job: BackupJobs;
  readonly parts: BackupParts;
  readonly schedules: BackupSchedules;
  readonly systemName: SystemNames;
}

export type AvailableOperations = Pick<RecoveryOperations, "recovery"> & {
  readonly backup: BackupOperations;
};

/** Puts the groups of operations together as the API names them. */
export function recoveryOperations(groups: OperationGroups): AvailableOperations {
  const { preflight, job, parts, schedules, systemName } = groups;
  return {
    recovery: { get: async () => ({ supported: (await parts.list()).length > 0 }) },
    backup: { validate: (piece) => validateBackup(preflight, piece), job, parts, schedules, systemName },
  };
}
