import { Readable } from "node:stream";
import { LocationError, type LocationSession } from "@holdfast/contract";
import { calm, type Mutant, wrongSession } from "./mutant.ts";

export const getMutants: readonly Mutant[] = [
  emptyInsteadOf("get-absent", "gives an absent file as an empty one", (info) => info === undefined),
  emptyInsteadOf("get-directory", "gives a directory as an empty file", (info) => info?.kind === "directory"),
  wrongSession("get-ranges", "takes length for the last byte's place", (inner) => ({
    get: (path, { signal, offset = 0, length }) =>
      inner.get(path, {
        signal,
        offset,
        ...(length !== undefined && { length: Math.max(0, length - offset) }),
      }),
  })),
  wrongSession("get-destroyed", "is useless after a stream was destroyed", (inner) => {
    let broken = false;
    return {
      get: async (path, options) => {
        if (broken)
          throw new LocationError({ code: "protocol", retry: "new-session", message: "Out of step." });
        const stream = await inner.get(path, options);
        stream.once("close", () => (broken ||= !stream.readableEnded));
        return stream;
      },
    };
  }),
  wrongSession("get-chunks-given-away", "gives out memory that it still needs", (inner) => {
    const kept = new Map<string, Uint8Array>();
    return {
      get: async (path, options) => {
        const stream = await inner.get(path, options);
        const chunks: Uint8Array[] = [];
        for await (const chunk of stream as AsyncIterable<Uint8Array>) chunks.push(chunk);
        const whole = kept.get(path) ?? new Uint8Array(Buffer.concat(chunks));
        kept.set(path, whole);
        return Readable.from([whole], { objectMode: false });
      },
    };
  }),
  wrongSession("get-slow-reader", "reads ahead without a bound", (inner) => ({
    get: async (path, options) => {
      const stream = await inner.get(path, options);
      return Readable.from(stream, { objectMode: false, highWaterMark: 2 ** 30 });
    },
  })),
  wrongSession("stat-absent", "rejects for an absent name", (inner) => ({
    stat: async (path, options) => {
      const info = await inner.stat(path, options);
      if (info !== undefined) return info;
      throw new LocationError({ code: "not-found", retry: "never", message: "There is nothing." });
    },
  })),
  wrongSession("stat-file", "knows no size", (inner) => ({
    stat: async (path, options) => {
      const info = await inner.stat(path, options);
      return info && { kind: info.kind };
    },
  })),
  wrongSession("stat-directory", "calls a directory something else", (inner) => ({
    stat: async (path, options) => {
      const info = await inner.stat(path, options);
      return info?.kind === "directory" ? { kind: "other" } : info;
    },
  })),
];

function emptyInsteadOf(
  breaks: string,
  flaw: string,
  applies: (info: Awaited<ReturnType<LocationSession["stat"]>>) => boolean,
): Mutant {
  return wrongSession(breaks, flaw, (inner) => ({
    get: async (path, options) =>
      applies(await inner.stat(path, calm)) ? Readable.from([]) : inner.get(path, options),
  }));
}
