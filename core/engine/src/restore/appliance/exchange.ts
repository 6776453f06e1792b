import {
  chmodSync,
  chownSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
} from "node:fs";
import { posix } from "node:path";
import { setImmediate } from "node:timers/promises";
import { fsTime } from "../../archive/extract/attributes.ts";
import { failureFrom } from "../../messages/holdfast-error.ts";
import { type ByteString, displayText, fsPath } from "../../parts/byte-string.ts";
import type { DirectoryAttributes, ExchangePlace, ExchangeStep } from "../../state/restore-journal.ts";
import { isThere } from "./presence.ts";

const stepsAtOnce = 256;

/**
 * Puts the new content in the place of the old, and the old aside.
 *
 * @param done told how many steps were taken
 * @throws HoldfastError `holdfast.restore.exchange-failed` at the first step that cannot be taken
 */
export async function exchange(
  steps: readonly ExchangeStep[],
  places: readonly ExchangePlace[],
  done: (count: number) => void,
): Promise<void> {
  for (const [index, step] of steps.entries()) {
    guard("holdfast.restore.exchange-failed", step, () => take(step, places));
    done(index + 1);
    if (index % stepsAtOnce === 0) await setImmediate();
  }
}

/**
 * Puts everything back, wherever {@link exchange} or this function itself was cut off.
 *
 * @throws HoldfastError `holdfast.restore.not-put-back` at the first step that cannot be undone
 */
export async function putBack(
  steps: readonly ExchangeStep[],
  places: readonly ExchangePlace[],
): Promise<void> {
  for (const [index, step] of steps.toReversed().entries()) {
    guard("holdfast.restore.not-put-back", step, () => undo(step, places));
    if (index % stepsAtOnce === 0) await setImmediate();
  }
  // What is put back into a directory changes its time, so they come last here, too.
  for (const step of steps) {
    if (step.kind !== "exchange") {
      guard("holdfast.restore.not-put-back", step, () => setAttributes(step.path as ByteString, step.from));
    }
  }
}

/** Removes a tree of directories as far as nothing else is in it. */
export function removeEmptyDirectories(directory: ByteString): void {
  if (!isThere(directory)) return;
  for (const entry of readdirSync(fsPath(directory), { encoding: "latin1", withFileTypes: true })) {
    if (entry.isDirectory()) removeEmptyDirectories(`${directory}/${entry.name}` as ByteString);
  }
  try {
    rmdirSync(fsPath(directory));
  } catch {
    // Whatever is still in it is not to be lost.
  }
}

function take(step: ExchangeStep, places: readonly ExchangePlace[]): void {
  const path = step.path as ByteString;
  if (step.kind === "attributes") return setAttributes(path, step.to);
  if (step.kind === "removal") return rmdirSync(fsPath(path));
  const { staged, before } = pathsOf(step, places);
  if (step.had) move(path, before, 0o700);
  if (step.gets) move(staged, path, 0o755);
}

/** Tells from what lies where how far the step had come. */
function undo(step: ExchangeStep, places: readonly ExchangePlace[]): void {
  const path = step.path as ByteString;
  if (step.kind === "attributes") return;
  if (step.kind === "removal") {
    if (!isThere(path)) mkdirSync(fsPath(path), { mode: 0o700 });
    return;
  }
  const { staged, before } = pathsOf(step, places);
  if (step.had) {
    if (!isThere(before)) return;
    if (isThere(path)) move(path, staged, 0o700);
    move(before, path, 0o755);
  } else if (!isThere(staged) && isThere(path)) {
    move(path, staged, 0o700);
  }
}

function pathsOf(
  { place, path }: ExchangeStep & { kind: "exchange" },
  places: readonly ExchangePlace[],
): { staged: ByteString; before: ByteString } {
  const { staging, before } = places[place] ?? { staging: "", before: "" };
  return { staged: `${staging}${path}` as ByteString, before: `${before}${path}` as ByteString };
}

/** @param mode of directories above the new name that are missing */
function move(from: ByteString, to: ByteString, mode: number): void {
  mkdirSync(fsPath(posix.dirname(to) as ByteString), { recursive: true, mode });
  renameSync(fsPath(from), fsPath(to));
}

function setAttributes(path: ByteString, { mode, uid, gid, mtime }: DirectoryAttributes): void {
  const file = fsPath(path);
  const current = lstatSync(file);
  if (current.uid !== uid || current.gid !== gid) chownSync(file, uid, gid);
  chmodSync(file, mode);
  lutimesSync(file, new Date(), fsTime(BigInt(mtime)));
}

function guard(
  id: "holdfast.restore.exchange-failed" | "holdfast.restore.not-put-back",
  step: ExchangeStep,
  work: () => void,
): void {
  try {
    work();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw failureFrom(error, id, displayText(step.path as ByteString), code ?? message);
  }
}
