/** What the process says to who started it. */
export const exitCodes = {
  done: 0,
  failed: 1,
  /** Something in the command line or the environment is wrong, told before any I/O at the location. */
  usage: 2,
  /** Done, but something was left out. */
  problems: 3,
  /** Ended by SIGINT or SIGTERM. */
  cancelled: 130,
} as const;

/** One of the {@link exitCodes}. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
