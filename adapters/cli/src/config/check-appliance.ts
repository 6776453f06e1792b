import { createBackupCore, isHoldfastError } from "@holdfast/core";
import type { Appliance } from "../appliance.ts";
import type { ConfigDocument } from "./config-document.ts";

/** Where the engine's messages about an appliance point to. */
const places: Readonly<Record<string, readonly string[]>> = {
  "holdfast.backup.bad-version": ["system", "version"],
  "holdfast.backup.part-twice": ["parts"],
  "holdfast.catalog.bad-system-name": ["system"],
  "holdfast.job.invalid-build": ["system", "build"],
  "holdfast.schedule.bad-time-zone": ["defaults", "timeZone"],
  "holdfast.transfer.type-claimed-twice": ["plugins"],
};

/**
 * Has the engine look at an appliance, which does no I/O.
 *
 * @throws HoldfastError that names the line of what it refuses
 */
export function checkAppliance(document: ConfigDocument, appliance: Appliance): void {
  const { system, stateDir, parts, plugins: locations, settings, restore } = appliance;
  try {
    createBackupCore({ system, stateDir, parts, locations, settings, restore });
  } catch (error) {
    const [first] = isHoldfastError(error) ? error.messages : [];
    document.at(places[first?.id ?? ""] ?? [], () => {
      throw error;
    });
  }
}
