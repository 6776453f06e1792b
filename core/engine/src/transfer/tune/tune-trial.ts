import type { Message } from "../../messages/message.ts";

/** How a location did with some of its options. */
export interface TuneTrial {
  /** What differs from the request; empty for the location as it was given. */
  readonly options: Readonly<Record<string, string>>;
  /** Bytes a second that were stored and, where the location can be read, read back; the mean, when measured twice. */
  readonly bytesPerSecond: number;
}

/** Options with which the location did not work. */
export interface FailedTrial {
  readonly options: Readonly<Record<string, string>>;
  readonly message: Message;
}

/** What trying the settings of a location has shown. */
export interface TuneReport {
  /** In the order in which they were tried; the location as it was given comes first. */
  readonly trials: readonly (TuneTrial | FailedTrial)[];
  readonly best: TuneTrial;
  readonly messages: readonly Message[];
}

/** Told of a trial when it is over; the best setting and what it is to replace have two. */
export type TuneListener = (trial: TuneTrial | FailedTrial) => void;
