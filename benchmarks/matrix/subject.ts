import type { Missing } from "@holdfast/testservers";

/** A location type on one server, as an operator sets it up. */
export interface Subject {
  /** The location type, such as `FTPS`. */
  readonly type: string;
  /** The server, and what is particular to it, such as `proftpd, implicit`. */
  readonly server: string;
  start(): Promise<StartedSubject | Missing>;
}

/** A directory to back up to, by URL. */
export interface Destination {
  readonly url: string;
  /** What the command line begins with, where the directory can be seen only so. */
  readonly prefix?: readonly string[];
}

/** A subject whose server runs. */
export interface StartedSubject {
  /** The URL of a directory of that name, which need not be there. */
  url(directory: string): string;
  /** Whom the server lets in; left out where the type knows no login. */
  readonly login?: { readonly user: string; readonly password: string };
  /** Arguments by which the server is found and trusted. */
  readonly args: readonly string[];
  /** The same with a certificate or host key that is not the server's; left out where the type knows neither. */
  readonly otherPeer?: readonly string[];
  /** Kills the server and starts it again; left out where there is none. */
  restart?(): Promise<void>;
  /** A directory with room for 4 MiB. */
  full(): Promise<Destination>;
  /** The message of a backup that finds no more room; servers that cannot tell give another one. */
  readonly fullMessage?: string;
  /** Whether archives are found by listing; otherwise they have to be named. */
  readonly lists: boolean;
  stop(): Promise<void>;
}

/** Room of a directory in which a backup finds none. */
export const smallBytes: number = 4 * 1024 * 1024;
