import { checkSystemNames } from "../catalog/archive-path.ts";
import type { SystemPlace } from "../catalog/archives.ts";
import type { SystemInfo } from "../manifest/system-info.ts";
import { failure, type HoldfastError } from "../messages/holdfast-error.ts";
import type { Location } from "../transfer/location.ts";
import type { LocationOpener } from "../transfer/location-opener.ts";
import type { LocationRequest } from "../transfer/location-request.ts";
import type { ArchiveRequest } from "./archive-access.ts";
import { type OpenArchive, openArchive } from "./open-archive.ts";

/** Finds and opens archives of this product. */
export class ArchiveOpener {
  readonly #system: SystemInfo;
  readonly #locations: LocationOpener;

  constructor(system: SystemInfo, locations: LocationOpener) {
    this.#system = system;
    this.#locations = locations;
  }

  /** Where a system's archives lie. @param system its name; this one's when left out */
  place(system: string = this.#system.name): SystemPlace {
    checkSystemNames(this.#system.product, system);
    return { product: this.#system.product, system };
  }

  /** Opens an archive as far as the request's key goes. */
  open(location: Location, request: ArchiveRequest): Promise<OpenArchive> {
    return openArchive(location, this.place(request.system), request);
  }

  /** Opens an archive of which the content is needed. @throws HoldfastError `holdfast.restore.needs-key` */
  async openContent(location: Location, request: ArchiveRequest): Promise<OpenArchive> {
    const archive = await this.open(location, request);
    if (archive.manifest.holdfast.sealed && archive.identity === undefined) {
      throw failure("holdfast.restore.needs-key", archive.summary.archive);
    }
    return archive;
  }

  /** Has a location for as long as the work takes. */
  async use<T>(request: LocationRequest, work: (location: Location) => Promise<T>): Promise<T> {
    const limit = new AbortController();
    const onStall = (error: HoldfastError): void => limit.abort(error);
    const location = this.#locations.open(this.#locations.target(request), { signal: limit.signal, onStall });
    try {
      return await work(location);
    } finally {
      await location.close();
    }
  }
}
