import type { FileHandle, FileProtocol } from "../files/file-protocol.ts";
import type { Caller } from "./operation-error.ts";

/** A session with a server, and where the location's directory is. */
export interface Mounted {
  readonly files: FileProtocol;
  /** An existing directory. */
  readonly base: FileHandle;
  /** The names from there to the location's directory. */
  readonly below: readonly string[];
  readonly caller: Caller;
}
