import "reflect-metadata/lite";
import type { LocationPlugin, Log, Trust } from "@holdfast/contract";
import {
  container,
  type DependencyContainer,
  type InjectionToken,
  instancePerContainerCachingFactory,
} from "tsyringe";
import { BackupCore } from "./backup-core.ts";
import { BackupPreflight } from "./backup/backup-preflight.ts";
import type { BackupDefaults } from "./backup/backup-request.ts";
import { BackupService } from "./backup/backup-service.ts";
import { Retention } from "./backup/retention.ts";
import { checkSystemNames } from "./catalog/archive-path.ts";
import { nextJobId } from "./job/job-id.ts";
import { isVersion } from "./manifest/archive-name.ts";
import type { SystemInfo } from "./manifest/system-info.ts";
import { failure } from "./messages/holdfast-error.ts";
import { BackupJobs } from "./operations/backup-jobs.ts";
import { BackupParts } from "./operations/backup-parts.ts";
import { BackupSchedules } from "./operations/backup-schedules.ts";
import { ReconciliationJobs } from "./operations/reconciliation-jobs.ts";
import type { RecoveryOperations } from "./operations/recovery-operations.ts";
import { recoveryOperations } from "./operations/recovery-service.ts";
import { Restores } from "./operations/restores.ts";
import { SystemNames } from "./operations/system-names.ts";
import type { Part } from "./parts/part.ts";
import { checkGeometry, defaultGeometry, type PipelineGeometry } from "./pipeline/geometry.ts";
import { type LocationPolicy, locationPolicy } from "./policy/location.ts";
import { pinnedResolver } from "./policy/pinned-resolver.ts";
import { Reconciliations } from "./reconciliation/reconciliations.ts";
import { RestoredArchiveNotes } from "./reconciliation/restored-archive-notes.ts";
import { RestoreService } from "./restore/restore-service.ts";
import type { ApplianceRestoreOptions } from "./restore/appliance/appliance-restore-request.ts";
import { ApplianceRestoreService } from "./restore/appliance/appliance-restore-service.ts";
import { ContentReturn } from "./restore/appliance/content-return.ts";
import { HookRunner } from "./restore/appliance/hooks.ts";
import { RestoreEnding } from "./restore/appliance/restore-ending.ts";
import { RestoreHealing } from "./restore/appliance/restore-healing.ts";
import { ArchiveOpener } from "./restore/archive-opener.ts";
import { JobStarter } from "./state/job-starter.ts";
import { type Clock, systemClock } from "./schedule/clock.ts";
import { checkTimeZone } from "./schedule/recurrence.ts";
import { Scheduler } from "./schedule/scheduler.ts";
import { Schedules } from "./schedule/schedules.ts";
import { isKnownCertificate } from "./state/known-certificates.ts";
import { appendKnownHost, readKnownHosts } from "./state/known-hosts.ts";
import { OnDemandState } from "./state/on-demand-state.ts";
import type { SecretStore } from "./state/secret-store.ts";
import type { StateStore } from "./state/state-store.ts";
import { SystemJobs } from "./state/system-jobs.ts";
import { LocationCheck } from "./transfer/location-check.ts";
import { LocationOpener } from "./transfer/location-opener.ts";
import { LocationTuning } from "./transfer/location-tuning.ts";
import { defaultTransferSettings, type TransferSettings } from "./transfer/open-location.ts";
import { PluginRegistry } from "./transfer/plugin-registry.ts";

/** Settings that have a good default. */
export interface CoreSettings {
  readonly pipeline?: Partial<PipelineGeometry>;
  readonly transfer?: Partial<TransferSettings>;
  /** Milliseconds that a part's source may go without a sign of life; 15 minutes. */
  readonly sourceIdleMs?: number;
  /** IANA name of the time zone in which schedules tell their times; the system's own. */
  readonly timeZone?: string;
  /** Tells the time to schedules; the system's clock. */
  readonly clock?: Clock;
  /** Which hosts may be locations. */
  readonly locationPolicy?: LocationPolicy;
  /** What makes a location's server trusted where a request says nothing of it. */
  readonly trust?: Trust;
  /** What holds for backups whose requests do not say otherwise, such as escrow recipients. */
  readonly backup?: BackupDefaults;
}

/** What a core is made of. */
export interface BackupCoreOptions {
  readonly system: SystemInfo;
  /** A local directory that is this system's alone; made when it is first needed. */
  readonly stateDir: string;
  readonly parts: readonly Part[];
  readonly locations: readonly LocationPlugin[];
  /** How archives are restored into the appliance itself: what stops and starts it, for one. */
  readonly restore?: ApplianceRestoreOptions;
  /** Keeps the secrets of schedules; the state directory does, sealed with a key file there. */
  readonly secretStore?: SecretStore;
  readonly log?: Log;
  readonly settings?: CoreSettings;
}

const optionsToken = Symbol("options") as InjectionToken<BackupCoreOptions>;
const registryToken = Symbol("registry") as InjectionToken<PluginRegistry>;
const stateToken = Symbol("state") as InjectionToken<OnDemandState>;
const openerToken = Symbol("opener") as InjectionToken<LocationOpener>;
const archivesToken = Symbol("archives") as InjectionToken<ArchiveOpener>;
const hooksToken = Symbol("hooks") as InjectionToken<HookRunner>;
const endingToken = Symbol("ending") as InjectionToken<RestoreEnding>;
const healingToken = Symbol("healing") as InjectionToken<RestoreHealing>;
const jobsToken = Symbol("jobs") as InjectionToken<JobStarter>;
const applianceToken = Symbol("appliance") as InjectionToken<ApplianceRestoreService>;
const backupsToken = Symbol("backups") as InjectionToken<BackupService>;
const retentionToken = Symbol("retention") as InjectionToken<Retention>;
const schedulesToken = Symbol("schedules") as InjectionToken<Schedules>;
const schedulerToken = Symbol("scheduler") as InjectionToken<Scheduler>;
const restoresToken = Symbol("restores") as InjectionToken<RestoreService>;
const notesToken = Symbol("notes") as InjectionToken<RestoredArchiveNotes>;
const reconciliationsToken = Symbol("reconciliations") as InjectionToken<Reconciliations>;
const checksToken = Symbol("checks") as InjectionToken<LocationCheck>;
const tuningToken = Symbol("tuning") as InjectionToken<LocationTuning>;
const systemJobsToken = Symbol("system jobs") as InjectionToken<SystemJobs>;
const operationsToken = Symbol("operations") as InjectionToken<RecoveryOperations>;
const closingToken = Symbol("closing") as InjectionToken<AbortController>;
const coreToken = Symbol("core") as InjectionToken<BackupCore>;

const sourceIdleMs = 15 * 60_000;
const hookTimeoutMs = 10 * 60_000;
const returnTimeoutMs = 6 * 3600_000;
const silent: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined };

/**
 * Puts a core together. No I/O: the state directory and locations are opened when
 * they are first needed.
 *
 * @throws HoldfastError for names, parts or plugins that cannot be used
 */
export function createBackupCore(options: BackupCoreOptions): BackupCore {
  checkSystem(options.system);
  checkParts(options.parts);
  checkGeometry(geometryOf(options.settings));
  checkTimeZone(timeZoneOf(options.settings));
  const scope = container.createChildContainer();
  scope.registerInstance(optionsToken, options);
  register(scope, registryToken, ({ locations }) => new PluginRegistry(locations));
  register(scope, stateToken, ({ stateDir }) => new OnDemandState(stateDir));
  register(scope, openerToken, makeOpener);
  register(scope, archivesToken, ({ system }) => new ArchiveOpener(system, scope.resolve(openerToken)));
  register(scope, hooksToken, ({ restore = {} }) => {
    return new HookRunner(restore, restore.hookTimeoutMs ?? hookTimeoutMs);
  });
  register(scope, endingToken, ({ parts, restore = {} }) => {
    const contents = new ContentReturn(parts, restore.returnTimeoutMs ?? returnTimeoutMs);
    return new RestoreEnding(scope.resolve(hooksToken), contents);
  });
  register(scope, healingToken, () => new RestoreHealing(scope.resolve(endingToken)));
  register(scope, jobsToken, makeJobs);
  register(scope, backupsToken, makeBackups);
  register(scope, retentionToken, ({ system }) => {
    return new Retention(system, scope.resolve(openerToken), scope.resolve(jobsToken), stateOf(scope));
  });
  register(scope, schedulesToken, makeSchedules);
  register(scope, schedulerToken, makeScheduler);
  register(scope, restoresToken, ({ system, settings }) => {
    const archives = scope.resolve(archivesToken);
    return new RestoreService(system, scope.resolve(openerToken), archives, geometryOf(settings));
  });
  register(scope, applianceToken, makeApplianceRestores);
  register(scope, notesToken, () => {
    return new RestoredArchiveNotes(scope.resolve(systemJobsToken), stateOf(scope), secretsOf(scope));
  });
  register(scope, reconciliationsToken, makeReconciliations);
  register(scope, checksToken, () => new LocationCheck(scope.resolve(openerToken)));
  register(scope, tuningToken, makeTuning);
  register(scope, systemJobsToken, () => new SystemJobs(stateOf(scope)));
  register(scope, closingToken, () => new AbortController());
  register(scope, operationsToken, makeOperations);
  register(scope, coreToken, makeCore);
  return scope.resolve(coreToken);
}

function register<T>(
  scope: DependencyContainer,
  token: InjectionToken<T>,
  make: (options: BackupCoreOptions, scope: DependencyContainer) => T,
): void {
  const factory = instancePerContainerCachingFactory(() => make(scope.resolve(optionsToken), scope));
  scope.register(token, { useFactory: factory });
}

function makeOpener(options: BackupCoreOptions, scope: DependencyContainer): LocationOpener {
  const { stateDir, settings = {}, log = silent } = options;
  const policy = settings.locationPolicy ?? locationPolicy();
  return new LocationOpener(
    scope.resolve(registryToken),
    { ...defaultTransferSettings, ...settings.transfer },
    log,
    (given) => ({
      rememberHostKey: (line) => appendKnownHost(stateDir, line),
      isKnownCertificate: (server, fingerprint) => isKnownCertificate(stateDir, server, fingerprint),
      ...settings.trust,
      knownHosts: [readKnownHosts(stateDir), settings.trust?.knownHosts ?? ""].join("\n"),
      ...given,
    }),
    () => pinnedResolver(policy),
  );
}

function makeBackups(options: BackupCoreOptions, scope: DependencyContainer): BackupService {
  const { system, parts, settings = {} } = options;
  return new BackupService(
    system,
    parts,
    scope.resolve(registryToken),
    scope.resolve(openerToken),
    scope.resolve(jobsToken),
    scope.resolve(retentionToken),
    {
      geometry: geometryOf(settings),
      sourceIdleMs: settings.sourceIdleMs ?? sourceIdleMs,
      defaults: settings.backup ?? {},
    },
  );
}

function makeJobs({ system }: BackupCoreOptions, scope: DependencyContainer): JobStarter {
  const healing = scope.resolve(healingToken);
  return new JobStarter(stateOf(scope), system.build, (job, state) => healing.heal(job, state));
}

function makeApplianceRestores(
  { system, parts, settings, restore = {} }: BackupCoreOptions,
  scope: DependencyContainer,
): ApplianceRestoreService {
  const { acceptsVersion = (version) => version === system.version, contentDir } = restore;
  return new ApplianceRestoreService(
    { system, parts, acceptsVersion },
    scope.resolve(openerToken),
    scope.resolve(archivesToken),
    scope.resolve(jobsToken),
    scope.resolve(healingToken),
    {
      geometry: geometryOf(settings),
      hooks: scope.resolve(hooksToken),
      ending: scope.resolve(endingToken),
      contentDir,
    },
  );
}

function makeSchedules(options: BackupCoreOptions, scope: DependencyContainer): Schedules {
  const { settings = {} } = options;
  return new Schedules(
    scope.resolve(backupsToken),
    scope.resolve(retentionToken),
    scope.resolve(systemJobsToken),
    stateOf(scope),
    secretsOf(scope),
    settings.clock ?? systemClock,
  );
}

function makeScheduler(options: BackupCoreOptions, scope: DependencyContainer): Scheduler {
  const { log = silent, settings = {} } = options;
  return new Scheduler(
    scope.resolve(schedulesToken),
    stateOf(scope),
    settings.clock ?? systemClock,
    timeZoneOf(settings),
    log,
  );
}

function makeReconciliations(
  { parts, settings }: BackupCoreOptions,
  scope: DependencyContainer,
): Reconciliations {
  return new Reconciliations(
    parts,
    scope.resolve(notesToken),
    scope.resolve(archivesToken),
    scope.resolve(openerToken),
    scope.resolve(jobsToken),
    stateOf(scope),
    geometryOf(settings),
  );
}

function makeOperations(
  { system, parts, settings = {} }: BackupCoreOptions,
  scope: DependencyContainer,
): RecoveryOperations {
  const backups = scope.resolve(backupsToken);
  const locations = scope.resolve(openerToken);
  const checks = scope.resolve(checksToken);
  const jobs = scope.resolve(systemJobsToken);
  const reconciliations = scope.resolve(reconciliationsToken);
  const { product } = system;
  return recoveryOperations(
    new BackupPreflight(system, backups, checks, locations, stateOf(scope)),
    {
      job: new BackupJobs(product, backups, jobs),
      parts: new BackupParts(
        parts,
        settings.sourceIdleMs ?? sourceIdleMs,
        scope.resolve(closingToken).signal,
      ),
      schedules: new BackupSchedules(scope.resolve(schedulesToken)),
      systemName: new SystemNames(product, scope.resolve(restoresToken), locations),
    },
    new Restores(product, scope.resolve(applianceToken), jobs, scope.resolve(notesToken)),
    { job: new ReconciliationJobs(reconciliations) },
  );
}

function makeTuning({ settings }: BackupCoreOptions, scope: DependencyContainer): LocationTuning {
  const { volumeSize, buffers } = geometryOf(settings);
  // Two are being filled while the others are on their way.
  const shape = { volumeSize, atOnce: Math.max(1, buffers - 2) };
  return new LocationTuning(scope.resolve(openerToken), shape, () => performance.now());
}

function makeCore({ parts }: BackupCoreOptions, scope: DependencyContainer): BackupCore {
  return new BackupCore(
    parts,
    scope.resolve(operationsToken),
    scope.resolve(backupsToken),
    scope.resolve(restoresToken),
    scope.resolve(applianceToken),
    scope.resolve(reconciliationsToken),
    scope.resolve(checksToken),
    scope.resolve(tuningToken),
    scope.resolve(retentionToken),
    scope.resolve(schedulerToken),
    scope.resolve(systemJobsToken),
    scope.resolve(closingToken),
    () => scope.resolve(stateToken).close(),
  );
}

function stateOf(scope: DependencyContainer): () => StateStore {
  return () => scope.resolve(stateToken).get();
}

function secretsOf(scope: DependencyContainer): () => SecretStore {
  const { secretStore } = scope.resolve(optionsToken);
  return () => secretStore ?? scope.resolve(stateToken).get().secrets;
}

function geometryOf(settings: CoreSettings = {}): PipelineGeometry {
  return { ...defaultGeometry, ...settings.pipeline };
}

function timeZoneOf({ timeZone }: CoreSettings = {}): string {
  return timeZone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function checkSystem({ name, product, version, build }: SystemInfo): void {
  checkSystemNames(product, name);
  if (!isVersion(version)) throw failure("holdfast.backup.bad-version", JSON.stringify(version.slice(0, 80)));
  nextJobId(new Date(), build);
}

function checkParts(parts: readonly Part[]): void {
  const ids = parts.map((part) => part.id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw failure("holdfast.backup.part-twice", twice);
}
