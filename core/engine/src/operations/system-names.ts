import type { ArchiveSummary } from "../catalog/archives.ts";
import { failure } from "../messages/holdfast-error.ts";
import type { RestoreService } from "../restore/restore-service.ts";
import type { LocationOpener } from "../transfer/location-opener.ts";
import { archiveUrl } from "./archive-url.ts";
import { locationRequest } from "./location-request.ts";
import type { SystemNameOperations } from "./recovery-operations.ts";
import type { ArchiveFilterSpec, ArchiveInfo } from "./structures/archive.ts";
import type { LocationSpec } from "./structures/location-spec.ts";

const mostResults = 128;

/** The operations of `backup.system_name` and `backup.system_name.archives`. */
export class SystemNames implements SystemNameOperations {
  readonly #product: string;
  readonly #restores: RestoreService;
  readonly #locations: LocationOpener;
  readonly archives: SystemNameOperations["archives"] = {
    list: (spec, systemName, filter) => this.#listArchives(spec, systemName, filter),
    get: (spec, systemName, archive) => this.#getArchive(spec, systemName, archive),
  };

  constructor(product: string, restores: RestoreService, locations: LocationOpener) {
    this.#product = product;
    this.#restores = restores;
    this.#locations = locations;
  }

  async list(spec: LocationSpec): Promise<readonly string[]> {
    const names = await this.#restores.systems(locationRequest(spec));
    if (names.length === 0) throw failure("holdfast.operations.no-systems", this.#product);
    return names;
  }

  async #listArchives(
    spec: LocationSpec,
    system: string,
    filter: ArchiveFilterSpec = {},
  ): Promise<readonly ArchiveSummary[]> {
    const { max_results: most = mostResults } = filter;
    if (!Number.isSafeInteger(most) || most < 0) throw failure("holdfast.operations.bad-max-results", most);
    const location = locationRequest(spec);
    const archives = await this.#restores.list({ location, system });
    if (archives.length === 0 && !(await this.#restores.systems(location)).includes(system)) {
      throw failure("holdfast.operations.unknown-system", system, this.#product);
    }
    return archives.filter((archive) => suits(archive, filter)).slice(0, most);
  }

  async #getArchive(spec: LocationSpec, system: string, archive: string): Promise<ArchiveInfo> {
    const location = locationRequest(spec);
    const target = this.#locations.target(location);
    const { manifest } = await this.#restores.show({ location, system, archive });
    const { holdfast: section, EndTime } = manifest;
    return {
      timestamp: new Date(EndTime),
      location: archiveUrl(target, this.#product, system, section.archive),
      parts: section.parts.map(({ id }) => id),
      version: section.version,
      system_name: section.system.name,
      comment: section.comment,
    };
  }
}

function suits({ timestamp, comment }: ArchiveSummary, filter: ArchiveFilterSpec): boolean {
  const { start_timestamp: first, end_timestamp: last, comment_substring: part = "" } = filter;
  return (
    (first === undefined || timestamp >= first) &&
    (last === undefined || timestamp <= last) &&
    comment.includes(part)
  );
}
