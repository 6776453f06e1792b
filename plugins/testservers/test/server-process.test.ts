import { once } from "node:events";
import { createServer } from "node:net";
import { expect, it } from "vitest";
import { freePort } from "../src/free-port.ts";
import { startServerProcess } from "../src/server-process.ts";

const listening = 'require("node:net").createServer().listen(Number(process.argv[1]), "127.0.0.1")';
const ownProcesses = ["unshare", "--user", "--map-root-user", "--pid", "--fork", "--kill-child"];

it("has left its port to others once it is stopped, also where a descendant listens", async () => {
  const port = await freePort();
  for (let turn = 0; turn < 10; turn++) {
    const argv = [...ownProcesses, process.execPath, "-e", listening, String(port)];
    const server = await startServerProcess({ argv, env: process.env, port });
    await server.stop();
    const another = createServer().listen({ port, host: "127.0.0.1" });
    await once(another, "listening");
    expect(another.listening).toBe(true);
    another.close();
    await once(another, "close");
  }
});
