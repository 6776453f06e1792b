import { describeWith } from "@holdfast/testservers";
import { startGanesha } from "@holdfast/testservers/ganesha";
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { XdrWriter } from "../src/protocol/xdr-writer.ts";
import { body, calm, connectTo } from "./connecting.ts";
import { type Call, startScriptedServer } from "./scripted-server.ts";

const run = promisify(execFile);
const asker = fileURLToPath(new URL("children/ask-port-mapper.ts", import.meta.url));

await describeWith({ describe, test, afterAll }, "ganesha", startGanesha, (server) => {
  test("a real port mapper is understood", async () => {
    const [enter = "", ...args] = server.enterPortMapper();
    const { stdout } = await run(enter, [...args, process.execPath, asker]);
    expect(JSON.parse(stdout)).toEqual([server.port, server.mountPort, "none"]);
  });

  test("ports that are not given come from the port mapper", async () => {
    const asked: number[] = [];
    const mapper = await startScriptedServer(({ args }: Call) => {
      const program = args.uint32();
      asked.push(program);
      return new XdrWriter().uint32(program === 100_005 ? server.mountPort : server.port);
    });
    const options = { vers: "3", portmapport: String(mapper.port), mountport: "auto" };
    const session = await connectTo(server, { directory: "mapped", options });
    await session.put("volume", body(Buffer.from("content")), calm);
    await session.close();
    expect(asked).toEqual([100_005]);
    mapper.stop();
  });

  test("a server that has no mount service is told as one", async () => {
    const mapper = await startScriptedServer(() => new XdrWriter().uint32(0));
    const options = { vers: "3", portmapport: String(mapper.port), mountport: "auto" };
    const refused = connectTo(server, { options });
    await expect(refused).rejects.toMatchObject({ code: "unsupported", retry: "never" });
    mapper.stop();
  });
});
