import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

/** What one thread did with its time. */
export interface ThreadProfile {
  /** The file that the thread runs. */
  readonly name: string;
  /** From its start to its end. */
  readonly seconds: number;
  /** Seconds in which it had nothing to do. */
  readonly waiting: number;
  /** The longest first, without those that wait. */
  readonly functions: readonly FunctionTime[];
}

/** Time in a function itself, without what it called. Native functions count as their callers. */
export interface FunctionTime {
  readonly name: string;
  readonly seconds: number;
}

/** The parts of V8's `.cpuprofile` format that are read here. */
interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[];
}

const microsecond = 1e-6;

// Threads wait for each other in one function of the engine, and the event loop of the main thread is "(idle)".
const waits: ReadonlySet<string> = new Set(["(idle)", "waitFor shared-state.js"]);

/** Every thread's profile in a directory that `node --cpu-prof` wrote, the busiest first. */
export function readProfiles(directory: string): readonly ThreadProfile[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith(".cpuprofile"))
    .map((file) => summarize(JSON.parse(readFileSync(join(directory, file), "utf8")) as CpuProfile))
    .toSorted((a, b) => b.seconds - b.waiting - (a.seconds - a.waiting));
}

function summarize({ nodes, samples, timeDeltas }: CpuProfile): ThreadProfile {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const times = new Map<string, number>();
  for (const [index, id] of samples.entries()) {
    const name = names.get(id) ?? "";
    times.set(name, (times.get(name) ?? 0) + (timeDeltas[index] ?? 0) * microsecond);
  }
  const all = [...times].map(([name, seconds]) => ({ name, seconds }));
  const functions = all.filter(({ name }) => !waits.has(name)).toSorted((a, b) => b.seconds - a.seconds);
  const worker = nodes.find(({ callFrame }) => callFrame.url.endsWith("-worker.js"));
  const seconds = sum(all);
  return {
    name: basename(worker?.callFrame.url ?? "main"),
    seconds,
    waiting: seconds - sum(functions),
    functions,
  };
}

function nameOf({ functionName, url }: CpuProfile["nodes"][number]["callFrame"]): string {
  return `${functionName || "(anonymous)"} ${basename(url)}`.trimEnd();
}

function sum(times: readonly FunctionTime[]): number {
  return times.reduce((total, { seconds }) => total + seconds, 0);
}
