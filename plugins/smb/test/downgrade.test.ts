import { describeWith } from "@holdfast/testservers";
import { type SambaServer, startSamba } from "@holdfast/testservers/samba";
import { afterAll, describe, expect, test } from "vitest";
import { headerBytes } from "../src/protocol/header.ts";
import {
  encodeContexts,
  type NegotiateContext,
  readContexts,
} from "../src/protocol/messages/negotiate-context.ts";
import { calm, connectTo } from "./connecting.ts";
import { type Edit, startManInTheMiddle } from "./man-in-the-middle.ts";

const impatient = { timeouts: { connectMs: 10_000, idleMs: 3000 } };

async function outcomeOf(
  server: SambaServer,
  edit: Edit,
  options: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const middle = await startManInTheMiddle(server.port, edit);
  try {
    const session = await connectTo(server, impatient, { port: middle.port, options });
    await session.stat("", calm);
    await session.close();
    return "connected";
  } catch (error) {
    return error;
  } finally {
    await middle.stop();
  }
}

/** Edits the client's first message, whose body begins with DialectCount at 2 and has its dialects at 36. */
function editRequest(change: (message: Buffer) => Buffer): Edit {
  return ({ direction, index, message }) =>
    direction === "to-server" && index === 0 ? change(message) : message;
}

function editResponse(change: (message: Buffer) => Buffer): Edit {
  return ({ direction, index, message }) =>
    direction === "to-client" && index === 0 ? change(message) : message;
}

/** Leaves only the first dialects in a NEGOTIATE request, in place. */
function dialectsUpTo(newest: number): (message: Buffer) => Buffer {
  return (message) => {
    const at = headerBytes + 36;
    const count = message.readUInt16LE(headerBytes + 2);
    const kept = Array.from({ length: count }, (_, index) => message.readUInt16LE(at + index * 2)).filter(
      (each) => each <= newest,
    );
    message.writeUInt16LE(kept.length, headerBytes + 2);
    // What follows are contexts, of which dialects before 3.1.1 know nothing.
    message.fill(0, headerBytes + 28, headerBytes + 36);
    return message.subarray(0, at + kept.length * 2);
  };
}

/** Changes the contexts of a NEGOTIATE request, whose offset and count stand at 28 and 32 of its body. */
function contextsOf(change: (contexts: readonly NegotiateContext[]) => readonly NegotiateContext[]) {
  return (message: Buffer): Buffer => {
    const offset = message.readUInt32LE(headerBytes + 28);
    const contexts = change(readContexts(message, offset, message.readUInt16LE(headerBytes + 32)));
    message.writeUInt16LE(contexts.length, headerBytes + 32);
    return Buffer.concat([message.subarray(0, offset), encodeContexts(contexts)]);
  };
}

const without =
  (type: number) =>
  (contexts: readonly NegotiateContext[]): readonly NegotiateContext[] =>
    contexts.filter((context) => context.type !== type);

await describeWith(
  { describe, test, afterAll },
  "samba",
  () => startSamba(),
  (server) => {
    describe("somebody in the middle", () => {
      test("who alters nothing is not noticed", async () => {
        expect(await outcomeOf(server, ({ message }) => message)).toBe("connected");
      });

      test.each([
        ["3.1.1", 0x0302],
        ["3.1.1 and 3.0.2", 0x0300],
        ["3.x", 0x0210],
      ])("who takes %s out of the dialects is noticed", async (_, newest) => {
        for (const options of [{}, { encryption: "on-demand" }]) {
          expect(await outcomeOf(server, editRequest(dialectsUpTo(newest)), options)).toMatchObject({
            code: "corrupt",
          });
        }
      });

      test("who takes the encryption out of the negotiation is noticed, although the session could be signed", async () => {
        const outcome = await outcomeOf(server, editRequest(contextsOf(without(2))));
        expect(outcome).toMatchObject({ code: "corrupt" });
      });

      test("who leaves only the weaker ciphers is noticed", async () => {
        const weaker = contextsOf((contexts) =>
          contexts.map((context) =>
            context.type === 2 ? { type: 2, data: Buffer.from([1, 0, 1, 0]) } : context,
          ),
        );
        expect(await outcomeOf(server, editRequest(weaker))).toMatchObject({ code: "corrupt" });
      });

      test("who takes the choice of signing out of the negotiation is noticed", async () => {
        const outcome = await outcomeOf(server, editRequest(contextsOf(without(8))), {
          encryption: "on-demand",
        });
        expect(outcome).toMatchObject({ code: "corrupt" });
      });

      test("who takes the protection of the negotiation out of it is noticed", async () => {
        const outcome = await outcomeOf(server, editRequest(contextsOf(without(1))));
        expect(outcome).toMatchObject({ code: expect.stringMatching(/unsupported|protocol|corrupt/) });
      });

      test("who lets the server answer with a dialect that was not offered is noticed", async () => {
        const edit = editResponse((message) => {
          message.writeUInt16LE(0x0202, headerBytes + 4);
          return message;
        });
        expect(await outcomeOf(server, edit)).toMatchObject({ code: "protocol" });
      });

      test("who changes what the server says that it can is noticed", async () => {
        const edit = editResponse((message) => {
          message.writeUInt32LE(0, headerBytes + 24);
          return message;
        });
        expect(await outcomeOf(server, edit)).toMatchObject({ code: "corrupt" });
      });

      test("who takes away the requirement to sign is noticed", async () => {
        const edit = editRequest((message) => {
          message.writeUInt16LE(1, headerBytes + 4);
          return message;
        });
        expect(await outcomeOf(server, edit)).toMatchObject({ code: "corrupt" });
      });

      test("who says that the user is a guest, to have no signatures, is noticed", async () => {
        const edit: Edit = ({ direction, message }) => {
          const isSetup = message.readUInt32LE(0) === 0x424d53fe && message.readUInt16LE(12) === 1;
          if (direction === "to-client" && isSetup && message.readUInt32LE(8) === 0) {
            message.writeUInt16LE(1, headerBytes + 2);
          }
          return message;
        };
        expect(await outcomeOf(server, edit)).toMatchObject({ code: "unauthenticated" });
      });
    });
  },
);

await describeWith(
  { describe, test, afterAll },
  "samba",
  () => startSamba({ config: ["server max protocol = SMB3_02"] }),
  (server) => {
    test("the validation of 3.0.2 notices that the server's answer was altered", async () => {
      expect(await outcomeOf(server, ({ message }) => message)).toBe("connected");
      const edit = editResponse((message) => {
        // Without SMB2_GLOBAL_CAP_ENCRYPTION.
        message.writeUInt32LE(message.readUInt32LE(headerBytes + 24) & ~0x40, headerBytes + 24);
        return message;
      });
      expect(await outcomeOf(server, edit)).toMatchObject({ code: "corrupt" });
    });
  },
);
