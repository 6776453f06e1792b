export { BackupCore } from "./backup-core.ts";
export type { BackupDefaults, BackupRequest, VerifyExtent } from "./backup/backup-request.ts";
export type { PruneReport, PruneRequest } from "./backup/retention.ts";
export type { ArchiveSummary } from "./catalog/archives.ts";
export { type BackupCoreOptions, type CoreSettings, createBackupCore } from "./compose.ts";
export type { JobBytes, JobKind, JobPhase, JobState, JobStatus } from "./job/job.ts";
export type { Manifest, ManifestPart, ManifestSection } from "./manifest/manifest.ts";
export type { SystemInfo } from "./manifest/system-info.ts";
export { catalogue, isProblem, type MessageId, remedyFor } from "./messages/catalogue.ts";
export { HoldfastError, isHoldfastError } from "./messages/holdfast-error.ts";
export type { CatalogueEntry, ErrorType, Message } from "./messages/message.ts";
export { type CommandPart, commandPart, type CommandPartOptions } from "./parts/command-part.ts";
export type {
  BackupJobOperations,
  BackupOperations,
  BackupPartOperations,
  ReconciliationOperations,
  RecoveryOperations,
  RestoreOperations,
  ScheduleOperations,
  SystemNameOperations,
} from "./operations/recovery-operations.ts";
export type { ArchiveFilterSpec, ArchiveInfo } from "./operations/structures/archive.ts";
export type { BackupJobStatus, BackupPiece } from "./operations/structures/backup-job.ts";
export type {
  BuildInfo,
  DetailsFilterSpec,
  DetailsInfo,
  TaskProgress,
  TaskStatus,
} from "./operations/structures/job-details.ts";
export type { LocationSpec, TypedLocationSpec } from "./operations/structures/location-spec.ts";
export type {
  ReconciliationInfo,
  ReconciliationSpec,
  ReconciliationStatus,
} from "./operations/structures/reconciliation.ts";
export type { RecoveryInfo } from "./operations/structures/recovery-info.ts";
export type { RecoveryPart } from "./operations/structures/recovery-part.ts";
export type { RestoreJobStatus, RestoreMetadata, RestorePiece } from "./operations/structures/restore.ts";
export type { ReturnResult, ReturnStatus } from "./operations/structures/return-result.ts";
export type {
  RecurrenceInfo,
  RetentionInfo,
  ScheduleCreateSpec,
  ScheduleInfo,
  ScheduleUpdateSpec,
} from "./operations/structures/schedule.ts";
export type { PartDescription } from "./parts/part-description.ts";
export type { Part } from "./parts/part.ts";
export { type StreamPart, streamPart, type StreamPartOptions } from "./parts/stream-part.ts";
export {
  directoryPart,
  type DirectoryPartOptions,
  filesPart,
  type FilesPartOptions,
  type TreePart,
} from "./parts/tree-part.ts";
export type { PipelineGeometry } from "./pipeline/geometry.ts";
export { type LocationNetworks, type LocationPolicy, locationPolicy } from "./policy/location.ts";
export type { Applicability } from "./restore/appliance/applicability.ts";
export type {
  ApplianceRestoreOptions,
  ApplianceRestoreRequest,
} from "./restore/appliance/appliance-restore-request.ts";
export type { RestoreHook, RestoreHooks } from "./restore/appliance/hooks.ts";
export type { ArchiveKey, ArchiveRequest } from "./restore/archive-access.ts";
export type { RekeyReport, RekeyRequest } from "./restore/rekey.ts";
export type { RestoreRequest } from "./restore/restore-request.ts";
export type { EntryReader, StoredEntry } from "./restore/stored-entry.ts";
export type { ArchiveDetails, EntriesRequest, SystemRequest } from "./restore/restore-service.ts";
export type { VerifyListener, VerifyReport } from "./restore/verify-run.ts";
export type { FrameCodec } from "./seal/frames.ts";
export type { Clock } from "./schedule/clock.ts";
export type { JobHandle } from "./state/job-handle.ts";
export type { DayOfWeek } from "./state/schedule.ts";
export type { SecretStore } from "./state/secret-store.ts";
export type { CheckListener, CheckStep } from "./transfer/location-check.ts";
export type { LocationRequest } from "./transfer/location-request.ts";
export type {
  FailedTrial,
  TuneLimits,
  TuneListener,
  TuneReport,
  TuneTrial,
} from "./transfer/location-tuning.ts";
export type { TransferSettings } from "./transfer/open-location.ts";
