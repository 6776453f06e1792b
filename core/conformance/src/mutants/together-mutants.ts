import { setImmediate as nextTurn } from "node:timers/promises";
import type { ListedEntry, PutBody } from "@holdfast/contract";
import { withSessions } from "../changed-session.ts";
import { type Mutant, wrongPlugin, wrongSession } from "./mutant.ts";

/** What goes wrong when more than one operation or session is there. */
export const togetherMutants: readonly Mutant[] = [
  wrongPlugin("parallel-puts", "has one buffer for all its sessions", (plugin) => {
    let buffer: PutBody;
    return withSessions(plugin, (inner) => ({
      put: async (path, body, options) => {
        buffer = body;
        await nextTurn();
        await inner.put(path, buffer, options);
      },
    }));
  }),
  wrongSession("two-sessions-directories", "remembers what it has listed", (inner) => {
    const known = new Map<string, ListedEntry[]>();
    return {
      async *list(directory, options) {
        const listed = known.get(directory) ?? (await Array.fromAsync(inner.list(directory, options)));
        known.set(directory, listed);
        yield* listed;
      },
    };
  }),
  wrongPlugin("many-volumes", "keeps a copy of what it has sent", (plugin) => {
    const sent: Buffer[] = [];
    return withSessions(plugin, (inner) => ({
      put: async (path, body, options) => {
        sent.push(Buffer.concat(body.chunks));
        await inner.put(path, body, options);
      },
    }));
  }),
  wrongSession("names-long", "cuts names after 255 characters", (inner) => {
    const cut = (path: string): string => path.replaceAll(/([^/]{255})[^/]*/g, "$1");
    return {
      put: (path, body, options) => inner.put(cut(path), body, options),
      get: (path, options) => inner.get(cut(path), options),
      stat: (path, options) => inner.stat(cut(path), options),
    };
  }),
];
