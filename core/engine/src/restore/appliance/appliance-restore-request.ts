import type { ArchiveRequest } from "../archive-access.ts";
import type { RestoreHooks } from "./hooks.ts";

/** What somebody asks for when they restore an archive into the appliance itself. */
export interface ApplianceRestoreRequest extends ArchiveRequest {
  /** Ids of the parts to restore; all that the archive has and that can be restored when left out. */
  readonly parts?: readonly string[];
  /** Go on where something is left out, or cannot be vouched for. */
  readonly ignoreWarnings?: boolean;
}

/** How archives are restored into this appliance. */
export interface ApplianceRestoreOptions extends RestoreHooks {
  /** Milliseconds that a hook may take; 10 minutes. */
  readonly hookTimeoutMs?: number;
  /** Milliseconds that a part may take to take its content back; 6 hours. */
  readonly returnTimeoutMs?: number;
  /**
   * An existing directory with the space for the content of command and stream parts, which
   * lies there from when it is proven until the parts have taken it; the state directory when left out.
   */
  readonly contentDir?: string;
  /** Whether data of another version of the product can be used as it is; only the same version's when left out. */
  readonly acceptsVersion?: (version: string) => boolean;
}
