import type { LocationPlugin, LocationSession } from "@holdfast/contract";

/** A session that does what another does, apart from the given members. */
function changedSession(inner: LocationSession, changes: Partial<LocationSession>): LocationSession {
  return {
    capabilities: inner.capabilities,
    put: (path, body, options) => inner.put(path, body, options),
    get: (path, options) => inner.get(path, options),
    stat: (path, options) => inner.stat(path, options),
    list: (directory, options) => inner.list(directory, options),
    remove: (path, options) => inner.remove(path, options),
    rename: (from, to, options) => inner.rename(from, to, options),
    freeSpace: (options) => inner.freeSpace(options),
    close: () => inner.close(),
    ...changes,
  };
}

/** A plugin whose sessions differ from another's in the members that `change` gives. */
export function withSessions<Target>(
  plugin: LocationPlugin<Target>,
  change: (inner: LocationSession) => Partial<LocationSession>,
): LocationPlugin<Target> {
  return {
    contract: plugin.contract,
    name: plugin.name,
    types: plugin.types,
    options: plugin.options,
    parse: (address) => plugin.parse(address),
    connect: async (target, context) => {
      const inner = await plugin.connect(target, context);
      return changedSession(inner, change(inner));
    },
  };
}
