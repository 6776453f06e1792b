import { LocationError, type LocationSession, type PutBody } from "@holdfast/contract";
import { bytesOf } from "../content.ts";
import { calm, type Mutant, silentPut, wrongSession } from "./mutant.ts";

export const putMutants: readonly Mutant[] = [
  wrongBody("put-get-sizes", "loses the last byte of a full packet", ({ chunks }) => {
    const whole = Buffer.concat(chunks);
    return whole.length > 0 && whole.length % 65_536 === 0 ? whole.subarray(0, -1) : whole;
  }),
  wrongBody("put-get-large", "stores 4 MiB at most", ({ chunks }) =>
    Buffer.concat(chunks).subarray(0, 2 ** 22),
  ),
  wrongBody("put-chunks", "takes an empty chunk for the end", ({ chunks }) => {
    const end = chunks.findIndex((chunk) => chunk.length === 0);
    return Buffer.concat(end === -1 ? chunks : chunks.slice(0, end));
  }),
  wrongBody("put-shared-memory", "reads shared memory from its beginning", ({ chunks }) => {
    const shared = (chunk: Uint8Array): Uint8Array =>
      Uint8Array.from(new Uint8Array(chunk.buffer, 0, chunk.length));
    return Buffer.concat(
      chunks.map((chunk) => (chunk.buffer instanceof SharedArrayBuffer ? shared(chunk) : chunk)),
    );
  }),
  wrongSession("put-leaves-chunks", "masks its chunks in place", (inner) => ({
    put: async (path, body, options) => {
      await inner.put(path, body, options);
      for (const chunk of body.chunks) chunk.fill(0);
    },
  })),
  wrongSession("put-keeps-no-chunks", "stores what it was given at the next get", (inner) => {
    let later = async (): Promise<void> => {};
    return {
      put: (path, body, options) => {
        later = () => inner.put(path, body, options);
        return Promise.resolve();
      },
      get: async (path, options) => {
        await later();
        return inner.get(path, options);
      },
    };
  }),
  wrongSession("put-replaces", "writes over the beginning of what is there", (inner) => ({
    put: async (path, { chunks }, options) => {
      const old = await contentAt(inner, path);
      const written = Buffer.concat(chunks);
      await inner.put(path, whole(written, old.subarray(written.length)), options);
    },
  })),
  wrongSession("put-makes-parents", "wants parents to be there", (inner) => ({
    put: async (path, body, options) => {
      const parent = path.split("/").slice(0, -1).join("/");
      if (parent !== "" && (await inner.stat(parent, calm)) === undefined) {
        throw new LocationError({
          code: "not-found",
          retry: "never",
          message: "There is no such directory.",
        });
      }
      await inner.put(path, body, options);
    },
  })),
  wrongSession("put-progress", "tells progress at the end only", (inner) => ({
    put: async (path, body, { signal, onProgress }) => {
      await inner.put(path, body, { signal });
      onProgress?.(body.size);
    },
  })),
  wrongSession("put-under-file", "removes a file that stands in the way", (inner) => ({
    put: async (path, body, options) => {
      const parent = path.split("/").slice(0, -1).join("/");
      const info = parent === "" ? undefined : await inner.stat(parent, calm);
      if (info?.kind === "file") await inner.remove(parent, calm);
      await inner.put(path, body, options);
    },
  })),
  silentPut("put-over-directory", "calls a put done that a directory prevented", "already-exists"),
  silentPut("full", "calls a put done for which there was no space", "no-space"),
];

function wrongBody(breaks: string, flaw: string, stored: (body: PutBody) => Uint8Array): Mutant {
  return wrongSession(breaks, flaw, (inner) => ({
    put: (path, body, options) => inner.put(path, whole(stored(body)), options),
  }));
}

function whole(...chunks: Uint8Array[]): PutBody {
  return { size: chunks.reduce((sum, chunk) => sum + chunk.length, 0), chunks };
}

async function contentAt(session: LocationSession, path: string): Promise<Uint8Array> {
  const info = await session.stat(path, calm);
  return info === undefined ? new Uint8Array() : bytesOf(await session.get(path, calm));
}
