import { performance } from "node:perf_hooks";
import type { Capabilities } from "@holdfast/contract";
import { message, type MessageId } from "../../messages/catalogue.ts";
import { failure } from "../../messages/holdfast-error.ts";
import type { Message } from "../../messages/message.ts";
import type { Location } from "../location.ts";
import type { CheckName } from "./check-step.ts";
import type { TestDirectory } from "./test-directory.ts";

/** What a trial works with. */
export interface TrialGround {
  readonly location: Location;
  readonly directory: TestDirectory;
  readonly capabilities: Capabilities;
}

/** One thing to try out at a location. */
export interface Trial {
  readonly name: CheckName;
  /** The capability without which it is left out. */
  readonly needs?: keyof Capabilities;
  /** What is said then; the test directory is the argument. */
  readonly without?: MessageId;
  /** Nothing that follows can be tried out when this fails. */
  readonly vital?: boolean;
  /** @returns what there is to say when it went well */
  readonly run: (ground: TrialGround) => Promise<Message>;
}

const smallSize = 65_537;
const volumeSize = 16 * 1024 * 1024;
const range = { offset: 12_345, length: 23_456 };
const mostSessions = 10;
const clockToleranceSeconds = 180;
const mostNames = 1000;

/** Everything that is tried out once there is a connection. The first one stores what the others use. */
export const trials: readonly Trial[] = [
  { name: "free-space", needs: "freeSpace", without: "holdfast.check.no-free-space", run: freeSpace },
  { name: "write", vital: true, run: write },
  { name: "read", needs: "read", without: "holdfast.check.no-read", run: read },
  { name: "range", needs: "readFromOffset", without: "holdfast.check.no-range", run: readRange },
  { name: "list", needs: "list", without: "holdfast.check.no-list", run: list },
  { name: "rename", needs: "atomicRename", without: "holdfast.check.no-rename", run: rename },
  { name: "clock", needs: "read", without: "holdfast.check.no-clock", run: clock },
  { name: "volume", run: volume },
  { name: "sessions", run: sessions },
  { name: "delete", needs: "remove", without: "holdfast.check.no-delete", run: remove },
];

async function freeSpace({ location }: TrialGround): Promise<Message> {
  return message("holdfast.check.free-space", await location.freeSpace());
}

async function write({ location, directory }: TrialGround): Promise<Message> {
  await directory.storeRandom(location, "small", smallSize);
  return message("holdfast.check.wrote", smallSize);
}

async function read({ location, directory }: TrialGround): Promise<Message> {
  await directory.compare(location, "small");
  return message("holdfast.check.read");
}

async function readRange({ location, directory }: TrialGround): Promise<Message> {
  await directory.compare(location, "small", range);
  return message("holdfast.check.range", range.length);
}

async function list({ location, directory }: TrialGround): Promise<Message> {
  const entries = await location.list(directory.path, mostNames);
  if (!entries.some((entry) => entry.name === "small")) throw failure("holdfast.check.not-listed", "small");
  return message("holdfast.check.listed");
}

async function rename({ location, directory, capabilities }: TrialGround): Promise<Message> {
  await directory.storeRandom(location, "from", smallSize);
  await directory.storeRandom(location, "to", smallSize);
  await directory.rename(location, "from", "to");
  if (capabilities.read) {
    await refusePresent(location, `${directory.path}/from`, "renamed");
    await directory.compare(location, "to");
  }
  return message("holdfast.check.renamed");
}

async function clock({ location, directory }: TrialGround): Promise<Message> {
  const before = Date.now();
  await directory.storeRandom(location, "clock", 1);
  const after = Date.now();
  const stored = (await location.stat(`${directory.path}/clock`))?.modified?.getTime();
  if (stored === undefined) return message("holdfast.check.no-clock");
  const seconds = Math.ceil(Math.max(0, before - stored, stored - after) / 1000);
  return seconds > clockToleranceSeconds
    ? message("holdfast.check.clock-differs", seconds)
    : message("holdfast.check.clock", Math.max(1, seconds));
}

async function volume({ location, directory, capabilities }: TrialGround): Promise<Message> {
  const storing = await megabytesPerSecond(() => directory.storeRandom(location, "volume", volumeSize));
  if (!capabilities.read) return message("holdfast.check.volume-stored", volumeSize, storing);
  const reading = await megabytesPerSecond(() => directory.compare(location, "volume"));
  return message("holdfast.check.volume", volumeSize, storing, reading);
}

async function sessions({ location, capabilities }: TrialGround): Promise<Message> {
  const wanted = Math.min(mostSessions, capabilities.sessions);
  const had = await location.openSessions(wanted);
  return had < wanted
    ? message("holdfast.check.fewer-sessions", had, wanted)
    : message("holdfast.check.sessions", had);
}

async function remove({ location, directory, capabilities }: TrialGround): Promise<Message> {
  await directory.remove(location);
  if (capabilities.read) await refusePresent(location, `${directory.path}/small`, "removed");
  return message("holdfast.check.deleted");
}

async function refusePresent(location: Location, path: string, after: "removed" | "renamed"): Promise<void> {
  if ((await location.stat(path)) !== undefined) throw failure("holdfast.check.still-there", path, after);
}

async function megabytesPerSecond(transfer: () => Promise<void>): Promise<string> {
  const begin = performance.now();
  await transfer();
  const seconds = Math.max(performance.now() - begin, 1) / 1000;
  return (volumeSize / 1e6 / seconds).toFixed(1);
}
