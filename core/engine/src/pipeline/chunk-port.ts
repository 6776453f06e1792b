import { once } from "node:events";
import type { MessagePort } from "node:worker_threads";
import { failure } from "../messages/holdfast-error.ts";

type ChunkMessage = { kind: "chunk"; bytes: Uint8Array } | { kind: "end" } | { kind: "broken"; text: string };

const taken = "taken";

/**
 * Sends what a source gives to another thread, each chunk when the one before was
 * taken. Never rejects: the other end is told what went wrong.
 *
 * @param signal ends the wait for an end that is not there any more
 */
export async function sendChunks(
  open: () => AsyncIterable<Uint8Array>,
  port: MessagePort,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const bytes of open()) {
      if (!(bytes instanceof Uint8Array)) throw new TypeError("it gave something else than bytes");
      const acknowledged = once(port, "message", { signal });
      port.postMessage({ kind: "chunk", bytes } satisfies ChunkMessage);
      await acknowledged;
    }
    port.postMessage({ kind: "end" } satisfies ChunkMessage);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    port.postMessage({ kind: "broken", text } satisfies ChunkMessage);
  } finally {
    port.unref();
  }
}

/**
 * The bytes that {@link sendChunks} sends from the other end.
 *
 * @throws HoldfastError `holdfast.parts.stream-failed`
 */
export async function* receiveChunks(part: string, port: MessagePort): AsyncGenerator<Uint8Array> {
  try {
    for (;;) {
      const [message] = (await once(port, "message")) as [ChunkMessage];
      if (message.kind === "end") return;
      if (message.kind === "broken") throw failure("holdfast.parts.stream-failed", part, message.text);
      yield message.bytes;
      port.postMessage(taken);
    }
  } finally {
    port.close();
  }
}
