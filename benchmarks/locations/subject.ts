import type { LocationAddress, Trust } from "@holdfast/contract";
import type { Missing } from "@holdfast/testservers";
import type { Command } from "../measure/command.ts";

/** To the server or from it. */
export type Direction = "put" | "get";

/** A location type at a real server, and the program that people use for the same protocol. */
export interface Subject {
  /** The location type. */
  readonly type: string;
  /** Starts the server. @param work a directory for what the client needs */
  start(work: string): Promise<StartedSubject | Missing>;
}

/** A subject whose server runs. */
export interface StartedSubject {
  readonly own: OwnClient;
  readonly native: NativeClient;
  stop(): Promise<void>;
}

/** How the location plugin gets to the server. */
export interface OwnClient {
  /** The plugin's package, and the name that it exports the plugin by. */
  readonly module: string;
  readonly plugin: string;
  readonly address: LocationAddress;
  readonly trust: Trust;
  readonly privateKey?: string;
  readonly password?: string;
}

/** The program beside which the plugin is measured, with its defaults. */
export interface NativeClient {
  readonly name: string;
  /** Moves one file: there from its path, or back to nowhere. */
  command(direction: Direction, file: string): Command;
}
