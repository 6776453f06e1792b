/** What the command gets from its process. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** From here the plugin's module is resolved. */
  readonly directory: string;
  readonly out: { write(text: string): unknown };
  readonly err: { write(text: string): unknown };
}
