import type { LocationPlugin } from "@holdfast/contract";
import { failure } from "../messages/holdfast-error.ts";

const published: Readonly<Record<string, string>> = {
  FILE: "@holdfast/location-file",
  FTP: "@holdfast/location-ftp",
  FTPS: "@holdfast/location-ftps",
  HTTP: "@holdfast/location-http",
  HTTPS: "@holdfast/location-https",
  NFS: "@holdfast/location-nfs",
  SCP: "@holdfast/location-scp",
  SFTP: "@holdfast/location-sftp",
  SMB: "@holdfast/location-smb",
};

const contractVersion = 1;

/** The location plugins of one core, by type. */
export class PluginRegistry {
  readonly #byType = new Map<string, LocationPlugin>();

  /** @throws HoldfastError when two plugins claim one type, or one is written for another contract */
  constructor(plugins: readonly LocationPlugin[]) {
    for (const plugin of plugins) {
      // What was installed decides, whatever the types say.
      const contract: number = plugin.contract;
      if (contract !== contractVersion) {
        throw failure("holdfast.transfer.other-contract", plugin.name, contract, contractVersion);
      }
      for (const type of plugin.types) {
        const other = this.#byType.get(type);
        if (other !== undefined) {
          throw failure("holdfast.transfer.type-claimed-twice", type, other.name, plugin.name);
        }
        this.#byType.set(type, plugin);
      }
    }
  }

  /** Types that can be used, sorted. */
  get types(): readonly string[] {
    return [...this.#byType.keys()].toSorted();
  }

  /** @throws HoldfastError that says which package to install for an unknown type */
  forType(type: string): LocationPlugin {
    const plugin = this.#byType.get(type);
    if (plugin !== undefined) return plugin;
    const install = published[type] ?? `holdfast-location-${type.toLowerCase()}`;
    throw failure("holdfast.transfer.unknown-type", type, this.types.join(", "), install);
  }
}
