import { failure } from "../messages/holdfast-error.ts";
import type { TreePart } from "../parts/tree-part.ts";
import { endProcessGroup } from "./process-group.ts";
import { measureInProcess } from "./process-reading.ts";

/**
 * Bytes in a tree's files, counted by a process of its own: the tree may be large,
 * and its file system may hang.
 *
 * @param idleMs milliseconds without a sign of life after which the source counts as stuck
 * @param signal ends the counting
 * @throws HoldfastError `holdfast.parts.root-missing` or `holdfast.pipeline.source-stuck`
 */
export async function partSize(part: TreePart, idleMs: number, signal: AbortSignal): Promise<number> {
  signal.throwIfAborted();
  const ended = Promise.withResolvers<never>();
  let group = 0;
  let at = "";
  const stuck = setTimeout(() => {
    ended.reject(failure("holdfast.pipeline.source-stuck", part.id, Math.round(idleMs / 1000), at));
  }, idleMs);
  const abort = (): void => ended.reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  const measured = measureInProcess(part, {
    started: (processGroup) => (group = processGroup),
    touching: (path) => {
      at = path;
      stuck.refresh();
    },
  });
  measured.catch(() => undefined);
  try {
    return await Promise.race([measured, ended.promise]);
  } finally {
    clearTimeout(stuck);
    signal.removeEventListener("abort", abort);
    if (group !== 0) await endProcessGroup(group);
  }
}
