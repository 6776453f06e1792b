import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import type { Command } from "./command.ts";
import { childrenCpuSeconds, currentRss, peakRss } from "./proc.ts";

/** What one run of a program cost. */
export interface Measurement {
  readonly wallSeconds: number;
  /** User and system time of the program and all that it started. */
  readonly cpuSeconds: number;
  /** Peak resident memory of the program itself, in bytes. */
  readonly peakRss: number;
  /** Its resident memory over time, ten times a second. */
  readonly rss: readonly { readonly seconds: number; readonly bytes: number }[];
}

const lookEveryMs = 10;
const noteEveryMs = 100;

/**
 * Runs a program to its end, one at a time: the processor time is that of all
 * children which end meanwhile.
 *
 * @throws Error with what it wrote when it fails
 */
export async function measure({ argv: [file, ...args], env }: Command): Promise<Measurement> {
  const cpuBefore = childrenCpuSeconds();
  const start = performance.now();
  const child = spawn(file, args, { env, stdio: ["ignore", "ignore", "pipe"] });
  const stderr = text(child.stderr);
  await once(child, "spawn");
  let peak = 0;
  const rss: { seconds: number; bytes: number }[] = [];
  // The kernel keeps the peak until the process ends; what is missed is a rise in its last moments.
  const looking = setInterval(() => {
    if (child.pid === undefined) return;
    peak = Math.max(peak, peakRss(child.pid));
    const seconds = (performance.now() - start) / 1000;
    if (seconds * 1000 < rss.length * noteEveryMs) return;
    const bytes = currentRss(child.pid);
    if (bytes > 0) rss.push({ seconds, bytes });
  }, lookEveryMs);
  try {
    const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
    const wallSeconds = (performance.now() - start) / 1000;
    if (code !== 0) throw new Error(`${file} ended with ${code ?? signal}: ${await stderr}`);
    return { wallSeconds, cpuSeconds: childrenCpuSeconds() - cpuBefore, peakRss: peak, rss };
  } finally {
    clearInterval(looking);
  }
}
