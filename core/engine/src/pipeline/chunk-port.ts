import { once } from "node:events";
import type { MessagePort } from "node:worker_threads";

type ChunkMessage = { kind: "chunk"; bytes: Uint8Array } | { kind: "end" } | { kind: "broken"; text: string };

const taken = "taken";

/** Sends bytes to another thread, each chunk when the one before was taken. */
export async function sendChunks(chunks: AsyncIterable<Uint8Array>, port: MessagePort): Promise<void> {
  try {
    for await (const bytes of chunks) {
      const acknowledged = once(port, "message");
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

/** The bytes that {@link sendChunks} sends from the other end. */
export async function* receiveChunks(port: MessagePort): AsyncGenerator<Uint8Array> {
  try {
    for (;;) {
      const [message] = (await once(port, "message")) as [ChunkMessage];
      if (message.kind === "end") return;
      if (message.kind === "broken") throw new Error(message.text);
      yield message.bytes;
      port.postMessage(taken);
    }
  } finally {
    port.close();
  }
}
