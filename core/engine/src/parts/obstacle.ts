/** Why something in a source is not read, or not wholly. */
export interface Obstacle {
  /** `vanished`: not there any more. `unreadable`: refused or failed. `skipped`: left alone on purpose. */
  readonly status: "vanished" | "unreadable" | "skipped";
  /** An errno name or a few words. */
  readonly reason: string;
}

/** What an error of the file system means for the entry that it happened at; any other error is thrown on. */
export function obstacleFrom(error: unknown): Obstacle {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined) throw error;
  return { status: code === "ENOENT" ? "vanished" : "unreadable", reason: code };
}
