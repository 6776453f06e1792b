/*
 * Conversations that were recorded once from a real server (NFS-Ganesha 4.3): the
 * client must send the same bytes again, and make the same of the replies. After an
 * intended change of what is sent, RECORD_CONVERSATIONS=1 records them anew.
 */
import { isMissing } from "@holdfast/testservers";
import { startGanesha } from "@holdfast/testservers/ganesha";
import { readFile, writeFile } from "node:fs/promises";
import { beforeEach, expect, test, vi } from "vitest";
import { versions } from "./connecting.ts";
import { type Conversation, connectAt, converse, type Exchange, startRecorder } from "./conversation.ts";
import { resetRandomness } from "./no-randomness.ts";
import { startReplay } from "./replay.ts";

vi.mock("node:crypto", async () => (await import("./no-randomness.ts")).withoutRandomness());
beforeEach(resetRandomness);

const fixture = (vers: string): URL => new URL(`fixtures/conversation-${vers}.json`, import.meta.url);

test.runIf(process.env["RECORD_CONVERSATIONS"] === "1").each(versions)(
  "a conversation over version %s is recorded (RECORD_CONVERSATIONS=1 only)",
  async (vers) => {
    const server = await startGanesha();
    if (isMissing(server)) throw new Error(server.missing);
    const exchanges: Exchange[] = [];
    const nfs = await startRecorder(server.port, exchanges);
    const mount = await startRecorder(server.mountPort, exchanges);
    const session = await connectAt({ nfs: nfs.port, mount: mount.port }, vers);
    const outcome = await converse(session);
    await session.close();
    await writeFile(fixture(vers), `${JSON.stringify({ exchanges, outcome }, undefined, 1)}\n`);
    nfs.stop();
    mount.stop();
    await server.stop();
  },
);

test.each(versions)("a recorded conversation over version %s goes the same way again", async (vers) => {
  const { exchanges, outcome } = JSON.parse(await readFile(fixture(vers), "utf8")) as Conversation;
  const replay = await startReplay(exchanges);
  const session = await connectAt({ nfs: replay.port, mount: replay.port }, vers);
  expect(await converse(session)).toEqual(outcome);
  await session.close();
  expect(replay.unknown).toEqual([]);
  expect(replay.unused()).toBe(0);
  replay.stop();
});
