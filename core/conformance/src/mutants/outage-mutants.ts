import { withSessions } from "../changed-session.ts";
import { calm, type Mutant, otherError, silentPut, wrongConnect, wrongSession } from "./mutant.ts";
import { quietGet } from "./quiet-get.ts";

/** What goes wrong when a server dies, stalls or is full in the middle of something. */
export const outageMutants: readonly Mutant[] = [
  silentPut("killed-put", "calls a put done whose server was killed", "connection-lost"),
  otherError("killed-put", "sees no use in another session", "connection-lost", { retry: "never" }),
  wrongConnect("killed-put", "saves what it can of a put that was cut off", (plugin) => (target, context) => {
    const saving = withSessions(plugin, (inner) => ({
      put: (path, body, options) =>
        inner.put(path, body, options).catch(async (error: unknown) => {
          const other = await plugin.connect(target, context);
          await other.put(path, { size: 3, chunks: [Uint8Array.of(1, 2, 3)] }, calm);
          throw error;
        }),
    }));
    return saving.connect(target, context);
  }),
  wrongSession("killed-get", "takes a lost connection for the end of the file", quietGet),
  silentPut("full-parallel", "calls a put done for which there was no space", "no-space"),
  wrongSession("full-parallel", "leaves what there was space for", (inner) => ({
    put: (path, body, options) =>
      inner.put(path, body, options).catch(async (error: unknown) => {
        await inner.put(path, { size: 3, chunks: [Uint8Array.of(1, 2, 3)] }, calm);
        throw error;
      }),
  })),
  otherError("suspend-put", "calls silence a lost connection", "timeout", { code: "connection-lost" }),
  wrongSession("suspend-get", "takes silence for the end of the file", quietGet),
  wrongConnect("suspend-connect", "waits as long as idleMs", (plugin) => (target, context) => {
    const { idleMs } = context.timeouts;
    return plugin.connect(target, { ...context, timeouts: { idleMs, connectMs: idleMs } });
  }),
  wrongSession("suspend-abort", "waits for the server before it looks at an abort", (inner) => ({
    put: async (path, body, options) => {
      await inner.put(path, body, calm);
      options.signal.throwIfAborted();
    },
  })),
];
