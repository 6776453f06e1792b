import { untilAborted } from "@holdfast/contract/peer";
import { failure, failureFrom, isHoldfastError } from "../../messages/holdfast-error.ts";
import { startProgram } from "../../parts/program.ts";
import { withinTime } from "./time-limit.ts";
import { endOf } from "./bounded-program.ts";

/** A program and its arguments, which counts with exit code 0; or a function of the embedding program. */
export type RestoreHook = readonly string[] | ((signal: AbortSignal) => Promise<void>);

/** What happens around the moment in which a restore exchanges the appliance's data. */
export interface RestoreHooks {
  /** Ends what uses the data. Nothing has been changed yet; when this fails, nothing will be. */
  readonly stop?: RestoreHook;
  /** Begins what `stop` ended: after a restore, and after one that failed behind `stop`. */
  readonly start?: RestoreHook;
}

/** Runs the hooks, none of them longer than the limit. */
export class HookRunner {
  readonly #hooks: RestoreHooks;
  readonly #limitMs: number;

  /** @param limitMs milliseconds that a hook may take */
  constructor(hooks: RestoreHooks, limitMs: number) {
    this.#hooks = hooks;
    this.#limitMs = limitMs;
  }

  /** @throws HoldfastError `holdfast.restore.hook-failed` or `hook-stuck`; the signal's reason after an abort */
  async run(name: keyof RestoreHooks, signal: AbortSignal): Promise<void> {
    const hook = this.#hooks[name];
    if (hook === undefined) return;
    const stuck = failure("holdfast.restore.hook-stuck", name, Math.ceil(this.#limitMs / 1000));
    await withinTime(this.#limitMs, stuck, signal, (limited) =>
      typeof hook === "function" ? call(name, hook, limited) : execute(name, hook, limited),
    );
  }
}

async function execute(name: string, argv: readonly string[], signal: AbortSignal): Promise<void> {
  const end = await endOf(startProgram(argv, "ignore", "ignore"), signal);
  if (end.kind === "done") return;
  const why = end.kind === "failed" ? `${end.how} ${end.stderr}`.trim() : end.reason;
  throw failure("holdfast.restore.hook-failed", name, argv[0] ?? "", why);
}

async function call(
  name: string,
  hook: (signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  try {
    await untilAborted(signal, hook(signal));
  } catch (error) {
    if (isHoldfastError(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw failureFrom(error, "holdfast.restore.hook-failed", name, "a function", reason);
  }
}
