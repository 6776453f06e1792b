import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";
import { contentOf } from "../content.ts";
import { offered } from "../not-applicable.ts";
import { rejection, rejectsWith } from "../rejection.ts";

export const disconnect: ConformanceCase = {
  name: "disconnect",
  title: "a connection that is cut rejects with connection-lost, and a new session works",
  needs: [],
  async run(place) {
    const { harness, session } = place;
    const disconnect = offered(harness.disconnect?.bind(harness), "disconnect");
    const content = contentOf(16 * 1024 * 1024);
    let cut: Promise<unknown> | undefined;
    const onProgress = (): void => void (cut ??= Promise.resolve(disconnect()));
    const put = session.put(
      "file",
      { size: content.length, chunks: [content] },
      { ...place.calm, onProgress },
    );
    const error = await rejectsWith("connection-lost", "a put whose connection is cut", put);
    mustHold(error.retry === "new-session", `a lost connection asks for a new session (${error.retry})`);
    await cut;
    await rejection(
      "an operation on the lost session",
      session.put("small", { size: 0, chunks: [] }, place.calm),
    );
    const next = await place.connect();
    await next.put("file", { size: 3, chunks: [contentOf(3)] }, place.calm);
  },
};
