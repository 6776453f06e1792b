import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A TypeScript program from `children/` in a process of its own, talked to in lines. */
export class Child {
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #ended: Promise<unknown>;
  #stderr = "";

  constructor(program: string, ...args: readonly string[]) {
    const path = fileURLToPath(new URL(`children/${program}`, import.meta.url));
    this.#process = spawn(process.execPath, ["--conditions=@holdfast/source", path, ...args], {
      stdio: ["pipe", "pipe", "pipe"],
    });
    const { stdout, stderr } = this.#process;
    if (stdout === null || stderr === null) throw new Error("the child has no pipes");
    stderr.on("data", (bytes) => (this.#stderr += String(bytes)));
    this.#ended = once(this.#process, "close");
    this.#lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  }

  get stderr(): string {
    return this.#stderr;
  }

  /** The next line that the child prints. */
  async line(): Promise<string> {
    const next = await this.#lines.next();
    if (next.done) throw new Error(`The child ended. ${this.#stderr}`);
    return next.value;
  }

  tell(line: string): void {
    this.#process.stdin?.write(`${line}\n`);
  }

  /** Ends the child with SIGKILL and waits until it is gone. */
  async kill(): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#ended;
  }

  /** Waits until the child ends by itself. */
  async end(): Promise<void> {
    await this.#ended;
  }
}
