import type { Progress } from "./output.ts";
import { formatBytes, formatSeconds } from "./quantities.ts";

const redrawMs = 100;
const lineEveryMs = 10_000;
const barWidth = 20;
const eraseLine = "\r\u001b[K";

/** Shows people how far something is. */
export interface ProgressView {
  update(progress: Progress): void;
  /** Makes place for other lines. */
  clear(): void;
  /** Shows nothing more. */
  end(): void;
}

/** One line of a terminal, drawn again and again. */
export class ProgressBar implements ProgressView {
  readonly #terminal: NodeJS.WriteStream;
  #phase = "";
  #drawnMs = -Infinity;
  #visible = false;

  constructor(terminal: NodeJS.WriteStream) {
    this.#terminal = terminal;
  }

  update(progress: Progress): void {
    const now = performance.now();
    if (progress.phase === this.#phase && now - this.#drawnMs < redrawMs) return;
    this.#phase = progress.phase;
    this.#drawnMs = now;
    this.#visible = true;
    const full = Math.round((progress.percent / 100) * barWidth);
    const bar = "#".repeat(full).padEnd(barWidth, ".");
    // The last column stays free: a terminal may wrap when it is written to.
    const line = `[${bar}] ${progressText(progress)}`.slice(0, this.#terminal.columns - 1);
    this.#terminal.write(eraseLine + line);
  }

  clear(): void {
    if (this.#visible) this.#terminal.write(eraseLine);
    this.#visible = false;
    this.#drawnMs = -Infinity;
  }

  end(): void {
    this.clear();
  }
}

/** A line for each phase, and one every ten seconds, for logs. */
export class ProgressLines implements ProgressView {
  readonly #log: NodeJS.WritableStream;
  #latest: Progress | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(log: NodeJS.WritableStream) {
    this.#log = log;
  }

  update(progress: Progress): void {
    const newPhase = progress.phase !== this.#latest?.phase;
    this.#latest = progress;
    this.#timer ??= setInterval(() => this.#write(), lineEveryMs).unref();
    if (newPhase) this.#write();
  }

  clear(): void {
    // Lines leave no traces.
  }

  end(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #write(): void {
    if (this.#latest !== undefined) this.#log.write(`${progressText(this.#latest)}\n`);
  }
}

function progressText({ phase, percent, bytes, bytesPerSecond, secondsLeft }: Progress): string {
  const words = [`${phase} ${percent} %`];
  if (bytes !== undefined) words.push(`${formatBytes(bytes.done)} of ${formatBytes(bytes.total)}`);
  if (bytesPerSecond !== undefined) words.push(`${formatBytes(Math.round(bytesPerSecond))}/s`);
  if (secondsLeft !== undefined) words.push(`${formatSeconds(secondsLeft)} left`);
  return words.join(", ");
}
