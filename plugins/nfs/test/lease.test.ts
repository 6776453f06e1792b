import { describeWith } from "@holdfast/testservers";
import { startGanesha } from "@holdfast/testservers/ganesha";
import { readdir } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";
import { body, calm, connectTo } from "./connecting.ts";

const leaseSeconds = 4;
const start = () => startGanesha({ leaseSeconds });

await describeWith({ describe, test, afterAll }, "ganesha", start, (server) => {
  const options = { vers: "4.1" };

  test(
    "a session of version 4.1 that is not used for three leases still works",
    { tags: ["slow"] },
    async () => {
      const session = await connectTo(server, { directory: "idle", options });
      await session.put("before", body(Buffer.from("content")), calm);
      const stream = await session.get("before", calm);
      await delay(3 * leaseSeconds * 1000);
      expect(String(Buffer.concat(await Array.fromAsync(stream as AsyncIterable<Buffer>)))).toBe("content");
      await session.put("after", body(Buffer.from("content")), calm);
      await session.close();
    },
  );

  test("a session that is closed leaves the server no state to keep", async () => {
    for (let count = 0; count < 20; count++) {
      const session = await connectTo(server, { directory: "closed", options });
      await session.put(`file-${count}`, body(Buffer.from("content")), calm);
      await session.close();
    }
    // The server holds what is open until it is closed or its lease ends.
    const open = await readdir(`/proc/${server.pid}/fd`);
    expect(open.length).toBeLessThan(200);
  });
});
