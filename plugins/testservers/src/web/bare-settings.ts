import type { Site } from "./site.ts";

/** What the bare server's program reads from its settings file. */
export interface BareSettings extends Site {
  readonly ranges: boolean;
}

/** Makes the program end all connections. */
export const disconnectSignal = "SIGUSR2";
