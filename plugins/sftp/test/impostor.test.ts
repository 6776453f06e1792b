import { givenCredentials } from "@holdfast/conformance";
import { describeWith, isMissing } from "@holdfast/testservers";
import { startOpenssh } from "@holdfast/testservers/openssh";
import { afterAll, describe, expect, test } from "vitest";
import { connectTo } from "./connecting.ts";
import { startHostilePeers } from "./hostile-peers.ts";

async function start() {
  const server = await startOpenssh();
  if (isMissing(server)) return server;
  const peers = await startHostilePeers(server.hostKeys.ed25519.privateKey);
  if (isMissing(peers)) return peers;
  return { ...server, peers };
}

await describeWith({ describe, test, afterAll }, "openssh", start, (server) => {
  const { impostor, impostorKey } = server.peers;
  const credentials = givenCredentials({ password: "given away", privateKey: server.identity.privateKey });
  afterAll(() => server.peers.stop());

  test("an impostor learns the password of those who trust it, and of nobody else", async () => {
    const refused = connectTo(server, { credentials }, { port: impostor.port });
    await expect(refused).rejects.toMatchObject({ code: "untrusted-peer" });
    expect(impostor.told).toEqual([]);
    const trust = { hostKey: impostorKey.fingerprint };
    await (await connectTo(server, { credentials, trust }, { port: impostor.port })).close();
    expect(impostor.told).toContain("given away");
  });
});
