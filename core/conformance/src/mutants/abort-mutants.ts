import { calm, type Mutant, wrongConnect, wrongSession } from "./mutant.ts";

export const abortMutants: readonly Mutant[] = [
  wrongConnect("abort-connect", "connects in spite of an abort", (plugin) => (target, context) => {
    return plugin.connect(target, { ...context, ...calm });
  }),
  wrongSession("abort-before", "removes in spite of an abort", (inner) => ({
    remove: (path) => inner.remove(path, calm),
  })),
  wrongSession("abort-put", "rejects an aborted put with an error of its own", (inner) => ({
    put: (path, body, options) =>
      inner.put(path, body, options).catch((error: unknown) => {
        throw options.signal.aborted ? new DOMException("The put was aborted.", "AbortError") : error;
      }),
  })),
  wrongSession("abort-put-atomic", "leaves half a file after an abort", (inner) => ({
    put: (path, body, options) =>
      inner.put(path, body, options).catch(async (error: unknown) => {
        await inner.put(path, { size: 3, chunks: [Uint8Array.of(1, 2, 3)] }, calm);
        throw error;
      }),
  })),
  wrongSession("abort-get", "reads on in spite of an abort", (inner) => ({
    get: (path, { signal, ...range }) => {
      signal.throwIfAborted();
      return inner.get(path, { ...calm, ...range });
    },
  })),
  wrongSession("abort-list", "lists on in spite of an abort", (inner) => ({
    list: (directory) => inner.list(directory, calm),
  })),
];
