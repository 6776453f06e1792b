import { LocationError, type LocationSession } from "@holdfast/contract";
import { describeWith } from "@holdfast/testservers";
import { sambaConfigurations, type SambaServer, startSamba } from "@holdfast/testservers/samba";
import { randomBytes, randomInt } from "node:crypto";
import { afterAll, describe, expect, test } from "vitest";
import { body, calm, connectTo } from "./connecting.ts";
import { type Edit, startManInTheMiddle } from "./man-in-the-middle.ts";

const content = randomBytes(3 * 1024 * 1024);
const patient = { timeouts: { connectMs: 10_000, idleMs: 10_000 } };
const ways = [
  ["encrypted", sambaConfigurations.default, {}],
  ["signed with AES-GMAC", sambaConfigurations.default, { encryption: "on-demand" }],
  ["signed with AES-CMAC", ["server max protocol = SMB3_02"], { encryption: "on-demand" }],
  ["encrypted with AES-CCM", ["server max protocol = SMB3_00"], {}],
  ["signed with HMAC-SHA256", sambaConfigurations["SMB 2.1"], {}],
] as const;

/** Runs with a session through somebody who edits its messages. */
async function through(
  server: SambaServer,
  options: Readonly<Record<string, string>>,
  edit: Edit,
  use: (session: LocationSession) => Promise<unknown>,
): Promise<unknown> {
  const middle = await startManInTheMiddle(server.port, edit);
  try {
    const session = await connectTo(server, patient, { port: middle.port, directory: "tampering", options });
    return await use(session).finally(() => session.close());
  } finally {
    await middle.stop();
  }
}

async function readAll(session: LocationSession): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync((await session.get("file", calm)) as AsyncIterable<Buffer>));
}

function flipped(message: Buffer, bit: number): Buffer {
  const at = Math.floor(bit / 8);
  message.writeUInt8(message.readUInt8(at) ^ (1 << (bit % 8)), at);
  return message;
}

for (const [title, config, options] of ways) {
  await describeWith(
    { describe, test, afterAll },
    "samba",
    () => startSamba({ config }),
    (server) => {
      describe(`an answer that is ${title}`, () => {
        test("and of which a bit is flipped ends the session with corrupt", async () => {
          const direct = await connectTo(server, {}, { directory: "tampering" });
          await direct.put("file", body(content), calm);
          await direct.close();
          for (let round = 0; round < 10; round++) {
            const bit = 64 * 8 + randomInt(content.length / 4);
            let hit = false;
            const edit: Edit = ({ direction, message }) => {
              const isData = direction === "to-client" && message.length > content.length / 4;
              if (!isData || hit) return message;
              hit = true;
              return flipped(message, bit);
            };
            const reading = through(server, options, edit, async (session) => {
              const failure: unknown = await readAll(session).catch((error: unknown) => error);
              await expect(session.stat("file", calm)).rejects.toMatchObject({ code: "corrupt" });
              return failure;
            });
            const outcome = await reading;
            expect(hit).toBe(true);
            expect(outcome, `bit ${bit}`).toMatchObject({ code: "corrupt", retry: "new-session" });
          }
        });

        test("and of which any bit of header or body is flipped is never taken for true", async () => {
          const direct = await connectTo(server, {}, { directory: "tampering" });
          await direct.put("file", body(content), calm);
          await direct.close();
          for (let round = 0; round < 60; round++) {
            const bit = randomInt(140 * 8);
            let armed = false;
            const edit: Edit = ({ direction, message }) => {
              if (direction === "to-server" || !armed) return message;
              armed = false;
              return flipped(message, bit % (message.length * 8));
            };
            const outcome = await through(server, options, edit, async (session) => {
              armed = true;
              return session.stat("file", { ...calm }).catch((error: unknown) => error);
            });
            expect(outcome, `bit ${bit}`).toBeInstanceOf(LocationError);
            expect(outcome, `bit ${bit}`).toMatchObject({
              code: expect.stringMatching(/^(corrupt|protocol)$/),
            });
          }
        });

        test("and that is sent again in another's place is refused", async () => {
          let kept: Buffer | undefined;
          let armed = false;
          const edit: Edit = ({ direction, message }) => {
            if (direction === "to-server" || !armed) return message;
            kept ??= Buffer.from(message);
            return Buffer.from(kept);
          };
          const outcome = await through(server, options, edit, async (session) => {
            armed = true;
            await session.stat("file", calm);
            return session.stat("file", calm).catch((error: unknown) => error);
          });
          expect(outcome).toMatchObject({ code: "protocol" });
        });

        test("a request of which a bit is flipped has no effect", async () => {
          let armed = false;
          const edit: Edit = ({ direction, message }) => {
            if (direction === "to-client" || !armed) return message;
            armed = false;
            return flipped(message, 130 * 8);
          };
          const outcome = await through(server, options, edit, async (session) => {
            armed = true;
            return session.put("altered", body(content), calm).catch((error: unknown) => error);
          });
          expect(outcome).toBeInstanceOf(LocationError);
          const direct = await connectTo(server, {}, { directory: "tampering" });
          expect(await direct.stat("altered", calm)).toBeUndefined();
          await direct.close();
        });
      });
    },
  );
}
