import type { SystemInfo } from "../manifest/system-info.ts";
import { isProblem, message } from "../messages/catalogue.ts";
import { isHoldfastError, type HoldfastError } from "../messages/holdfast-error.ts";
import type { Message } from "../messages/message.ts";
import type { StateStore } from "../state/state-store.ts";
import type { CheckStep, LocationCheck } from "../transfer/location-check.ts";
import type { LocationOpener } from "../transfer/location-opener.ts";
import { highestSequence } from "./archive-place.ts";
import type { BackupRequest } from "./backup-request.ts";
import type { BackupService } from "./backup-service.ts";

/** What was found before a backup. */
export interface PreflightReport {
  /** Why the backup would fail; empty when it would not, as far as can be told. */
  readonly obstacles: readonly Message[];
  /** What whoever wants the backup should know. */
  readonly warnings: readonly Message[];
}

/** Finds out whether a backup would work, without making it. */
export class BackupPreflight {
  readonly #system: SystemInfo;
  readonly #backups: BackupService;
  readonly #checks: LocationCheck;
  readonly #locations: LocationOpener;
  readonly #state: () => StateStore;

  constructor(
    system: SystemInfo,
    backups: BackupService,
    checks: LocationCheck,
    locations: LocationOpener,
    state: () => StateStore,
  ) {
    this.#system = system;
    this.#backups = backups;
    this.#checks = checks;
    this.#locations = locations;
    this.#state = state;
  }

  /**
   * Checks the request, and tries the location out with a small file.
   *
   * @throws HoldfastError INVALID_ARGUMENT; FEATURE_IN_USE while a job runs
   */
  async run(request: BackupRequest): Promise<PreflightReport> {
    const { password, recipients } = this.#backups.check(request);
    const obstacles: Message[] = [];
    const warnings: Message[] = [];
    if (password === undefined && recipients.length === 0)
      warnings.push(message("holdfast.backup.not-sealed"));
    const look = ({ name, outcome, message: said }: CheckStep): void => {
      if (outcome === "failed") obstacles.push(said);
      else if (isProblem(said) || (name === "read" && outcome === "unsupported")) warnings.push(said);
    };
    // A volume and ten sessions are too much for a question that a form asks.
    if (await this.#checks.run(request.location, look, undefined, ["volume", "sessions"])) {
      obstacles.push(...(await this.#ownerMessages(request, (said) => warnings.push(said))));
    }
    return { obstacles, warnings };
  }

  /** What is said of the system that has archives under this one's name. */
  async #ownerMessages(request: BackupRequest, say: (said: Message) => void): Promise<readonly Message[]> {
    const limit = new AbortController();
    const location = this.#locations.open(this.#locations.target(request.location), {
      signal: limit.signal,
      onStall: (error: HoldfastError) => limit.abort(error),
    });
    try {
      const { id } = this.#state().identity;
      await highestSequence(location, this.#system, id, request.adopt ?? false, say);
      return [];
    } catch (error) {
      if (isHoldfastError(error)) return error.messages;
      throw error;
    } finally {
      await location.close();
    }
  }
}
