import { afterEach, expect, test } from "vitest";
import { body, calm, connectTo } from "./connecting.ts";
import { answer, davReply, multistatus, type ScriptedServer, startScripted } from "./scripted-server.ts";

let server: ScriptedServer;
afterEach(() => server.stop());

/** A server where another session makes the directory, or not, while it refuses ours. */
async function putBelowNew(status: string, otherMakesIt: boolean): Promise<unknown> {
  let made = false;
  server = await startScripted((request) => {
    const { method, target } = request;
    if (method === "MKCOL" && target === "/new/") {
      made = otherMakesIt;
      return answer(status);
    }
    if (method === "PROPFIND" && target === "/new/" && made) return multistatus("/new/");
    return davReply(request);
  });
  const session = await connectTo(server);
  return session.put("new/file", body(Buffer.from("content")), calm).then(() => undefined);
}

test.each(["403 Forbidden", "405 Method Not Allowed", "409 Conflict"])(
  "a directory that another session makes at the same time is fine, although the server answers %s",
  async (status) => {
    await expect(putBelowNew(status, true)).resolves.toBeUndefined();
  },
);

test("a directory that the server refuses to make, and that is not there, is forbidden", async () => {
  await expect(putBelowNew("403 Forbidden", false)).rejects.toMatchObject({ code: "forbidden" });
});
