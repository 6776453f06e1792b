import { isLocationError } from "@holdfast/contract";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeAvPairs, readAvPairs } from "../src/protocol/av-pairs.ts";
import { der, readDer } from "../src/protocol/der.ts";
import {
  dateOfFiletime,
  decodeAvailableBytes,
  decodeDirectoryEntries,
  encodeRename,
  filetimeOf,
} from "../src/protocol/file-information.ts";
import { decodeHeader, encodeHeader, headerBytes } from "../src/protocol/header.ts";
import { decodeCreateResponse } from "../src/protocol/messages/create.ts";
import { decodeValidateNegotiateResponse } from "../src/protocol/messages/ioctl.ts";
import { decodeNegotiateResponse } from "../src/protocol/messages/negotiate.ts";
import {
  chosenCipher,
  confirmsPreauth,
  encodeContexts,
  readContexts,
} from "../src/protocol/messages/negotiate-context.ts";
import { decodeQueryDirectoryResponse } from "../src/protocol/messages/query-directory.ts";
import { decodeQueryInfoResponse } from "../src/protocol/messages/query-info.ts";
import { decodeReadResponse } from "../src/protocol/messages/read.ts";
import { decodeSessionSetupResponse } from "../src/protocol/messages/session-setup.ts";
import { decodeTreeConnectResponse } from "../src/protocol/messages/tree-connect.ts";
import { decodeWriteResponse, encodeWriteRequest } from "../src/protocol/messages/write.ts";
import { nameProblem, remoteName } from "../src/protocol/names.ts";
import { ntlmAuthenticate, ntlmNegotiate } from "../src/protocol/ntlm.ts";
import { decodeNegTokenResp, expectNtlm } from "../src/protocol/spnego.ts";
import { opaque, Structure, uint16, uint32, uint64, uint8 } from "../src/protocol/structure.ts";
import { FrameAssembler, framePrefix } from "../src/protocol/transport.ts";

/** Any code point, halves of surrogate pairs among them. */
const character = fc.integer({ min: 0, max: 0x10_ffff }).map((each) => String.fromCodePoint(each));

const bytes = fc.uint8Array({ maxLength: 300 }).map((each) => Buffer.from(each));

test("a structure is read as it was written, wherever it lies", () => {
  const structure = new Structure({ one: uint8, two: uint16, four: uint32, eight: uint64, rest: opaque(5) });
  expect(structure.bytes).toBe(20);
  fc.assert(
    fc.property(
      fc.nat(0xff),
      fc.nat(0xffff),
      fc.nat(0xffff_ffff),
      fc.bigInt(0n, 0xffff_ffff_ffff_ffffn),
      fc.uint8Array({ minLength: 5, maxLength: 5 }),
      fc.nat(50),
      (one, two, four, eight, rest, start) => {
        const values = { one, two, four, eight, rest: Buffer.from(rest) };
        const message = Buffer.concat([Buffer.alloc(start), structure.encode(values)]);
        expect(structure.decode(message, start)).toEqual(values);
        expect(() => structure.decode(message, start + 1)).toThrow(
          expect.objectContaining({ code: "protocol" }),
        );
      },
    ),
  );
});

test("frames come out as they went in, however their bytes are cut", () => {
  fc.assert(
    fc.property(
      fc.array(bytes.filter(({ length }) => length > 0)),
      fc.array(fc.nat(), { maxLength: 12 }),
      (frames, cuts) => {
        const stream = Buffer.concat(frames.flatMap((frame) => [framePrefix(frame.length), frame]));
        const arrived: Buffer[] = [];
        const assembler = new FrameAssembler(300, (frame) => arrived.push(frame));
        const places = cuts.map((cut) => cut % (stream.length + 1)).toSorted((a, b) => a - b);
        [...places, stream.length].reduce((start, end) => {
          assembler.push(stream.subarray(start, end));
          return end;
        }, 0);
        expect(arrived).toEqual(frames);
      },
    ),
  );
});

test.each(["00000000", "0000012d", "00ffffff", "82000000", "48545450"])(
  "a frame that begins with %s is refused",
  (prefix) => {
    const assembler = new FrameAssembler(300, () => {});
    expect(() => assembler.push(Buffer.from(prefix, "hex"))).toThrow(
      expect.objectContaining({ code: "protocol" }),
    );
  },
);

test("a request's header has its fields where the specification has them", () => {
  const header = encodeHeader({
    command: 9,
    creditCharge: 16,
    credits: 256,
    messageId: 0x1122334455667788n,
    treeId: 0xaabbccdd,
    sessionId: 0x99n,
  });
  expect(header.toString("hex")).toBe(
    "fe534d42400010000000000009000001000000000000000088776655443322110000000" +
      "0ddccbbaa990000000000000000000000000000000000000000000000",
  );
});

test("a write request has its fields where the specification has them", () => {
  const request = encodeWriteRequest(Buffer.alloc(16, 0xee), 0x1_0000_0001n, 7);
  expect(request.toString("hex")).toBe(
    `31007000070000000100000001000000${"ee".repeat(16)}${"00".repeat(16)}`,
  );
});

describe("pairs of NTLM, contexts and DER", () => {
  test("are read as they were written", () => {
    const list = fc.array(fc.tuple(fc.integer({ min: 1, max: 0xffff }), bytes), { maxLength: 6 });
    fc.assert(
      fc.property(list, fc.nat(20), (given, start) => {
        const pairs = given.map(([id, value]) => ({ id, value }));
        expect(readAvPairs(encodeAvPairs(pairs))).toEqual(pairs);
        const contexts = given.map(([type, data]) => ({ type, data }));
        const before = Buffer.alloc(start * 8);
        const message = Buffer.concat([before, encodeContexts(contexts)]);
        expect(readContexts(message, before.length, contexts.length)).toEqual(contexts);
        const elements = given.map(([tag, content]) => ({ tag: tag & 0xff, content }));
        expect(readDer(Buffer.concat(elements.map(({ tag, content }) => der(tag, content))))).toEqual(
          elements,
        );
      }),
    );
  });
});

test("a directory's entries are read, whatever their names", () => {
  const name = fc.string({ unit: character, minLength: 1, maxLength: 255 });
  fc.assert(
    fc.property(fc.array(fc.tuple(name, fc.nat()), { minLength: 1, maxLength: 8 }), (given) => {
      const encoded = given.map(([text, size], index) => {
        const entry = Buffer.alloc(64 + text.length * 2);
        const padded = (entry.length + 7) & ~7;
        entry.writeUInt32LE(index === given.length - 1 ? 0 : padded, 0);
        entry.writeBigUInt64LE(BigInt(size), 40);
        entry.writeUInt32LE(text.length * 2, 60);
        entry.write(text, 64, "utf16le");
        return Buffer.concat([entry, Buffer.alloc(padded - entry.length)]);
      });
      const entries = decodeDirectoryEntries(Buffer.concat(encoded));
      expect(entries.map((entry) => [entry.name, Number(entry.size)])).toEqual(given);
    }),
  );
});

test("dates survive the way to FILETIME and back", () => {
  fc.assert(
    fc.property(fc.date({ min: new Date(0), noInvalidDate: true }), (date) => {
      expect(dateOfFiletime(filetimeOf(date))).toEqual(date);
    }),
  );
  expect(dateOfFiletime(0n)).toBeUndefined();
  expect(dateOfFiletime(0xffff_ffff_ffff_ffffn)).toBeInstanceOf(Date);
});

test("a rename's name begins at 20, and the shortest is padded", () => {
  expect(encodeRename("a").toString("hex")).toBe(`01${"00".repeat(15)}0200000061000000`);
  expect(encodeRename("a/b")).toHaveLength(26);
});

test("names that Windows does not take are told from those that it does", () => {
  for (const name of ["a", ".hidden", "console", "com10", "nul-1", "a,b;c=d+e", "ä".repeat(255)]) {
    expect(nameProblem(name), name).toBeUndefined();
  }
  for (const name of [
    "a:b",
    "nul",
    "Com1.txt",
    "lpt\u00b9",
    "aux .log",
    "a.",
    "a ",
    "<",
    "\t",
    "x".repeat(256),
  ]) {
    expect(nameProblem(name), name).toBeDefined();
  }
  expect(remoteName("a/b c/d")).toBe(String.raw`a\b c\d`);
  expect(() => remoteName("a//b")).toThrow(expect.objectContaining({ code: "invalid-name" }));
});

const identity = { user: "user", domain: "", password: "password" };

const decoders: Readonly<Record<string, (message: Buffer) => unknown>> = {
  header: decodeHeader,
  negotiate: decodeNegotiateResponse,
  "session setup": decodeSessionSetupResponse,
  "tree connect": decodeTreeConnectResponse,
  create: decodeCreateResponse,
  read: (message) => decodeReadResponse(message, 100),
  write: decodeWriteResponse,
  "query directory": (message) => decodeDirectoryEntries(decodeQueryDirectoryResponse(message)),
  "query info": (message) => decodeAvailableBytes(decodeQueryInfoResponse(message)),
  "validate negotiate": decodeValidateNegotiateResponse,
  NegTokenInit2: expectNtlm,
  NegTokenResp: decodeNegTokenResp,
  challenge: (message) => ntlmAuthenticate(identity, "server", ntlmNegotiate(), message),
  contexts: (message) => {
    const contexts = readContexts(message, 8, 3);
    return [confirmsPreauth(contexts), chosenCipher(contexts)];
  },
};

/** Bodies with the right StructureSize get further than mere noise. */
const structureSizes = [65, 9, 16, 89, 17, 49];
const noise = fc.oneof(
  fc.uint8Array({ maxLength: 400 }).map((each) => Buffer.from(each)),
  fc
    .tuple(fc.constantFrom(...structureSizes), fc.uint8Array({ minLength: 60, maxLength: 400 }), fc.boolean())
    .map(([size, rest, small]) => {
      const message = Buffer.concat([Buffer.alloc(headerBytes), Buffer.alloc(2), Buffer.from(rest)]);
      message.write("fe534d4240", 0, "hex");
      message.writeUInt8(1, 16);
      message.writeUInt16LE(size, headerBytes);
      // Small offsets and lengths, so that they point inside.
      return small
        ? (message.map((byte, index) => (index > headerBytes + 1 && index % 2 === 1 ? 0 : byte)) as Buffer)
        : message;
    }),
);

test.each(Object.keys(decoders))("%s: any bytes are read or refused", (name) => {
  const decode = decoders[name]!;
  fc.assert(
    fc.property(noise, (message) => {
      try {
        decode(message);
      } catch (error) {
        if (!isLocationError(error)) throw error;
        expect(error.code).toMatch(/^(protocol|unsupported)$/);
      }
    }),
    { numRuns: 500 },
  );
});
