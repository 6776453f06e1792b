import { type BigIntStats, readdirSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { failure } from "../../messages/holdfast-error.ts";
import { type ByteString, displayText, fsPath } from "../../parts/byte-string.ts";
import type { DirectoryAttributes, ExchangeStep } from "../../state/restore-journal.ts";
import { mountOf } from "../../parts/mounts.ts";
import type { KeptPaths } from "./kept-paths.ts";
import type { Layout, RestoredRoot } from "./layout.ts";
import { statsOf } from "./presence.ts";

/**
 * Plans how a root's old content and the new one change places, in as few steps as
 * what has to stay allows: mostly one. Alters nothing.
 *
 * @throws HoldfastError `holdfast.restore.directory-stays`; an error of the file system
 */
export async function planExchange(
  root: RestoredRoot,
  layout: Layout,
  kept: KeptPaths,
): Promise<readonly ExchangeStep[]> {
  const planner = new Planner(root, layout, kept);
  await planner.visit(root.path);
  return planner.steps;
}

class Planner {
  readonly #place: number;
  readonly #staging: string;
  readonly #kept: KeptPaths;
  /** The root itself, when something is mounted there. */
  readonly #mounted: ByteString | undefined;
  /** An overlay refuses to rename directories that its lower layers have. */
  readonly #isOverlay: boolean;
  readonly #moves: ExchangeStep[] = [];
  readonly #attributes: ExchangeStep[] = [];

  constructor(root: RestoredRoot, { places, mounts }: Layout, kept: KeptPaths) {
    this.#place = root.place;
    this.#staging = places[root.place]?.staging ?? "";
    this.#kept = kept;
    this.#mounted = mounts.some(({ path }) => path === root.real) ? root.path : undefined;
    this.#isOverlay = mountOf(root.real, mounts)?.type === "overlay";
  }

  /** In their order: the time of a directory changes with its content, so attributes come last. */
  get steps(): readonly ExchangeStep[] {
    return [...this.#moves, ...this.#attributes];
  }

  async visit(path: ByteString): Promise<void> {
    if (this.#kept.has(path)) return;
    const staged = `${this.#staging}${path}` as ByteString;
    const old = statsOf(path);
    const next = statsOf(staged);
    const hasToStay = this.#kept.isBelow(path) || path === this.#mounted;
    if (!old?.isDirectory() || !(hasToStay || this.#isOverlay)) {
      return this.#exchange(path, old !== undefined, next !== undefined);
    }
    await setImmediate();
    for (const child of childrenOf(path, staged, next)) await this.visit(child);
    if (next?.isDirectory() ?? hasToStay) {
      this.#attributes.push({
        kind: "attributes",
        path,
        from: attributesOf(old),
        to: attributesOf(next ?? old),
      });
    } else {
      if (hasToStay) throw failure("holdfast.restore.directory-stays", displayText(path));
      this.#moves.push({ kind: "removal", path, from: attributesOf(old) });
      this.#exchange(path, false, next !== undefined);
    }
  }

  #exchange(path: ByteString, had: boolean, gets: boolean): void {
    if (had || gets) this.#moves.push({ kind: "exchange", place: this.#place, path, had, gets });
  }
}

function childrenOf(
  path: ByteString,
  staged: ByteString,
  next: BigIntStats | undefined,
): readonly ByteString[] {
  const names = new Set(namesIn(path));
  if (next?.isDirectory()) for (const name of namesIn(staged)) names.add(name);
  return [...names].map((name) => `${path === "/" ? "" : path}/${name}` as ByteString);
}

function namesIn(directory: ByteString): readonly string[] {
  return readdirSync(fsPath(directory), { encoding: "latin1" });
}

function attributesOf({ mode, uid, gid, mtimeNs }: BigIntStats): DirectoryAttributes {
  return { mode: Number(mode & 0o7777n), uid: Number(uid), gid: Number(gid), mtime: String(mtimeNs) };
}
