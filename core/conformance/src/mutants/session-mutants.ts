import { setImmediate as nextTurn } from "node:timers/promises";
import { LocationError } from "@holdfast/contract";
import { memoryLocation } from "../memory/memory-location.ts";
import { calm, type Mutant, wrongConnect, wrongSession } from "./mutant.ts";

export const sessionMutants: readonly Mutant[] = [
  wrongSession("capabilities", "gives capabilities that can be written to", (inner) => ({
    capabilities: { ...inner.capabilities },
  })),
  wrongSession("unsupported", "lists nothing where it cannot list", () => ({ list: () => nothing() }), {
    capabilities: { read: false, readFromOffset: false, list: false, remove: false, atomicRename: false },
  }),
  wrongSession("close-twice", "rejects the second close", (inner) => {
    let closes = 0;
    return {
      close: async () => {
        if (closes++ > 0) throw new LocationError({ code: "unexpected", retry: "never", message: "Closed." });
        await inner.close();
      },
    };
  }),
  wrongSession("closed-session", "goes on after close", () => ({ close: () => Promise.resolve() })),
  wrongSession("close-ends-put", "calls a put done that close has ended", (inner) => ({
    put: (path, body, options) => inner.put(path, body, options).catch(() => {}),
  })),
  wrongSession("close-ends-get", "lets streams go on after close", () => ({
    close: () => Promise.resolve(),
  })),
  wrongConnect("two-sessions", "gives each session a store of its own", () => (_, context) => {
    return memoryLocation().connect({ host: "", directory: [] }, context);
  }),
  wrongSession("parallel-operations", "remembers one path per session", (inner) => {
    let current = "";
    return {
      put: async (path, body, options) => {
        current = path;
        await nextTurn();
        await inner.put(current, body, options);
      },
    };
  }),
  wrongConnect("parallel-sessions", "refuses more sessions as forbidden", (plugin) => {
    let sessions = 0;
    return async (target, context) => {
      sessions += 1;
      if (sessions === 1) return plugin.connect(target, context);
      throw new LocationError({ code: "forbidden", retry: "never", message: "There is a session." });
    };
  }),
  wrongSession("free-space", "does not know its free space", () => ({
    freeSpace: () => Promise.resolve(Number.NaN),
  })),
  wrongSession("missing-location", "rejects a list of a location that is not there", (inner) => ({
    async *list(directory, options) {
      if ((await inner.stat("", calm)) === undefined) {
        throw new LocationError({ code: "not-found", retry: "never", message: "There is no such location." });
      }
      yield* inner.list(directory, options);
    },
  })),
];

async function* nothing(): AsyncGenerator<never, void> {}
