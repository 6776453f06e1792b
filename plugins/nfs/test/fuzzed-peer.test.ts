/* A server whose replies were damaged on purpose: recorded conversations with faults. */
import { isLocationError } from "@holdfast/contract";
import fc from "fast-check";
import { readFile } from "node:fs/promises";
import type { Socket } from "node:net";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { recordMark } from "../src/protocol/rpc/record-marking.ts";
import { versions } from "./connecting.ts";
import { type Conversation, connectAt, converse } from "./conversation.ts";
import { resetRandomness } from "./no-randomness.ts";
import { type Sender, sendWhole, startReplay } from "./replay.ts";
import { startScriptedServer } from "./scripted-server.ts";

vi.mock("node:crypto", async () => (await import("./no-randomness.ts")).withoutRandomness());
beforeEach(resetRandomness);

const idleMs = 100;
const mebibyte = 1024 * 1024;

/** What happens to one reply. */
interface Fault {
  /** Which reply. */
  readonly at: number;
  readonly kind: "flip" | "absurd" | "cut" | "short" | "noise" | "twice" | "fragments" | "close" | "silence";
  /** Where in it, and what. */
  readonly place: number;
  readonly value: number;
}

const fault: fc.Arbitrary<Fault> = fc.record({
  at: fc.nat(45),
  kind: fc.constantFrom(
    "flip",
    "flip",
    "absurd",
    "absurd",
    "cut",
    "short",
    "noise",
    "twice",
    "fragments",
    "close",
    "silence",
  ),
  place: fc.nat(),
  value: fc.integer({ min: 1, max: 255 }),
});

function send(socket: Socket, reply: Buffer, { kind, place, value }: Fault): void {
  const at = place % reply.length;
  switch (kind) {
    case "flip":
      reply[at] = (reply[at] as number) ^ value;
      return sendWhole(socket, reply);
    case "absurd":
      // A length, a count or an enumeration is 32 bits, and stands at a multiple of four.
      reply.writeUInt32BE((0xffff_ffff >>> (value % 8)) >>> 0, at - (at % 4));
      return sendWhole(socket, reply);
    case "cut":
      return sendWhole(socket, reply.subarray(0, at));
    case "short":
      return void socket.write(Buffer.concat([recordMark(reply.length), reply.subarray(0, at)]));
    case "noise":
      return void socket.write(Buffer.alloc(at + 1, value));
    case "twice":
      sendWhole(socket, reply);
      return sendWhole(socket, reply);
    case "fragments":
      for (const [index, byte] of reply.entries()) {
        const mark = recordMark(1);
        if (index < reply.length - 1) mark.writeUInt32BE(1);
        socket.write(Buffer.concat([mark, Buffer.from([byte])]));
      }
      return;
    case "close":
      return void socket.end(reply.subarray(0, at));
    case "silence":
  }
}

describe.each(versions)("over version %s", (vers) => {
  test(
    "damaged replies end in a LocationError or do no harm, in bounded time and memory",
    { timeout: 240_000 },
    async () => {
      const url = new URL(`fixtures/conversation-${vers}.json`, import.meta.url);
      const { exchanges, outcome } = JSON.parse(await readFile(url, "utf8")) as Conversation;
      const codes = new Set<string>();
      const run = async (faults: readonly Fault[]): Promise<void> => {
        resetRandomness();
        const sender: Sender = (socket, reply, number) => {
          const given = faults.find(({ at }) => at === number);
          if (given === undefined) sendWhole(socket, reply);
          else send(socket, reply, given);
        };
        const replay = await startReplay(exchanges, sender);
        const before = process.memoryUsage().arrayBuffers;
        try {
          const session = await connectAt({ nfs: replay.port, mount: replay.port }, vers, idleMs);
          try {
            const again = await converse(session);
            if (faults.every(({ kind }) => kind === "fragments")) expect(again).toEqual(outcome);
          } finally {
            await session.close();
          }
        } catch (error) {
          if (!isLocationError(error)) throw error;
          codes.add(error.code);
        } finally {
          replay.stop();
        }
        expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * mebibyte);
      };
      await fc.assert(fc.asyncProperty(fc.array(fault, { minLength: 1, maxLength: 2 }), run), {
        numRuns: 120,
      });
      expect([...codes]).toEqual(expect.arrayContaining(["protocol", "timeout", "connection-lost"]));
    },
  );

  test(
    "a peer that sends nothing but random bytes ends in a LocationError",
    { timeout: 120_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 3000 }), async (bytes) => {
          const noise = await startScriptedServer(() => ({ raw: Buffer.from(bytes) }));
          try {
            const attempt = connectAt({ nfs: noise.port, mount: noise.port }, vers, idleMs);
            const error: unknown = await attempt.catch((failure: unknown) => failure);
            expect(isLocationError(error)).toBe(true);
          } finally {
            noise.stop();
          }
        }),
        { numRuns: 50 },
      );
    },
  );
});
