import { createCipheriv, createDecipheriv } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aesCmac } from "../src/protocol/cmac.ts";
import { dialects } from "../src/protocol/dialect.ts";
import { aes128Ccm, type Cipher, ciphers, MessageCipher } from "../src/protocol/encryption.ts";
import { deriveKey, type SessionKeys, sessionKeys } from "../src/protocol/key-derivation.ts";
import { md4 } from "../src/protocol/md4.ts";
import { ntlmSignature, ntlmV2Response, ntowfV2 } from "../src/protocol/ntlm-response.ts";
import { PreauthIntegrity } from "../src/protocol/preauth-integrity.ts";
import { MessageSigner } from "../src/protocol/signing.ts";
import { mechanismList } from "../src/protocol/spnego.ts";
import { utf16 } from "../src/protocol/structure.ts";
import { rc4 } from "./rc4.ts";

const hex = (...lines: readonly string[]): Buffer => Buffer.from(lines.join("").replaceAll(" ", ""), "hex");

test.each([
  ["", "31d6cfe0d16ae931b73c59d7e0c089c0"],
  ["a", "bde52cb31de33e46245e05fbdbd6fb24"],
  ["abc", "a448017aaf21d8525fc10ae87aa6729d"],
  ["message digest", "d9130a8164549fe818874806e1c7014b"],
  ["abcdefghijklmnopqrstuvwxyz", "d79e1c308aa5bbcdeea8ed63df412da9"],
  ["ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "043f8582f241db351ce627e153e7f0e4"],
  ["1234567890".repeat(8), "e33b4ddc9c38f2199c3e7b164fcc0536"],
])("MD4 of %j (RFC 1320, A.5)", (text, expected) => {
  expect(md4(Buffer.from(text)).toString("hex")).toBe(expected);
});

describe("AES-CMAC", () => {
  const key = hex("2b7e151628aed2a6abf7158809cf4f3c");
  const message = hex(
    "6bc1bee22e409f96e93d7e117393172a ae2d8a571e03ac9c9eb76fac45af8e51",
    "30c81c46a35ce411e5fbc1191a0a52ef f69f2445df4f9b17ad2b417be66c3710",
  );

  test.each([
    [0, "bb1d6929e95937287fa37d129b756746"],
    [16, "070a16b46b4d4144f79bdd9dd04a287c"],
    [40, "dfa66747de9ae63030ca32611497c827"],
    [64, "51f0bebf7e3b9d92fc49741779363cfe"],
  ])("of %d bytes (RFC 4493 §4)", (length, expected) => {
    expect(aesCmac(key, [message.subarray(0, length)]).toString("hex")).toBe(expected);
  });

  test("does not depend on how a message is cut", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 70 }), { maxLength: 8 }), (pieces) => {
        expect(aesCmac(key, pieces)).toEqual(aesCmac(key, [Buffer.concat(pieces)]));
      }),
    );
  });
});

test("AES-CCM of the platform (RFC 3610 §8, packet vector 1)", () => {
  const cipher = createCipheriv(
    "aes-128-ccm",
    hex("c0c1c2c3c4c5c6c7c8c9cacbcccdcecf"),
    hex("00000003020100a0a1a2a3a4a5"),
    {
      authTagLength: 8,
    },
  );
  cipher.setAAD(hex("0001020304050607"), { plaintextLength: 23 });
  const encrypted = cipher.update(hex("08090a0b0c0d0e0f101112131415161718191a1b1c1d1e"));
  cipher.final();
  expect(Buffer.concat([encrypted, cipher.getAuthTag()])).toEqual(
    hex("588c979a61c663d2f066d0c2c0f989806d5f6b61dac384 17e8d12cfdf926e0"),
  );
});

describe("NTLMv2 ([MS-NLMP] §4.2.4)", () => {
  const identity = { user: "User", domain: "Domain", password: "Password" };
  const targetInfo = Buffer.concat([
    hex("02000c00"),
    utf16("Domain"),
    hex("01000c00"),
    utf16("Server"),
    hex("00000000"),
  ]);

  test("NTOWFv2", () => {
    expect(ntowfV2(identity)).toEqual(hex("0c868a403bfd7a93a3001ef22ef02e3f"));
  });

  test("response and session base key", () => {
    const { ntChallengeResponse, sessionBaseKey } = ntlmV2Response(
      identity,
      hex("0123456789abcdef"),
      hex("aaaaaaaaaaaaaaaa"),
      Buffer.alloc(8),
      targetInfo,
    );
    expect(ntChallengeResponse.subarray(0, 16)).toEqual(hex("68cd0ab851e51c96aabc927bebef6a1c"));
    expect(sessionBaseKey).toEqual(hex("8de40ccadbc14a82f15cb0ad0de95ca3"));
  });

  test("a letter that has no single capital stays", () => {
    expect(ntowfV2({ ...identity, user: "stra\u00dfe" })).toEqual(
      ntowfV2({ ...identity, user: "STRA\u00dfE" }),
    );
  });
});

/** Conversations that Microsoft published: "The anatomy of signing and cryptographic keys", 2017. */
describe("SMB 3.1.1", () => {
  const sessionKey = hex("270E1BA896585EEB7AF3472D3B4C75A7");
  const preauthHash = hex(
    "0DD13628CC3ED218EF9DF9772D436D0887AB9814BFAE63A80AA845F36909DB79",
    "28622DDDAD522D9751640A459762C5A9D6BB084CBB3CE6BDADEF5D5BCE3C6C01",
  );
  const lastAnswer = hex(
    "FE534D4240000100000000000100800009000000000000000300000000000000FFFE000000000000",
    "1900000000100000EBE146DA120BA25FC3376A49DFE31BC10900000048001D00A11B3019A0030A01",
    "00A3120410010000003B453CDC3524164200000000",
  );

  test("the hash of a negotiation", () => {
    const preauth = new PreauthIntegrity();
    preauth.update(
      hex(
        "FE534D4240000100000000000000800000000000000000000100000000000000FFFE000000000000",
        "00000000000000000000000000000000000000000000000024000500010000003F000000ECD86F32",
        "6276024F9F7752B89BB33F3A70000000020000000202100200030203110300000100260000000000",
        "0100200001003E38B8B81A9AFB172278056F4898FD09A1B9976A49B2D771161FCD4D40DF7D7D0000",
        "0200060000000000020002000100",
      ),
    );
    expect(preauth.hash).toEqual(
      hex(
        "F035C2B2BAB116E0DCF6A74E26670604D1BF6DDA065913AF7C30E93C1F025AC3CE2DD44D4DE26524",
        "A785E5D8E06AF0BE1C74296FEF05B045C3793A12B32C49DF",
      ),
    );
    preauth.update(
      hex(
        "FE534D4240000100000000000000010001000000000000000100000000000000FFFE000000000000",
        "000000000000000000000000000000000000000000000000410001001103020039CBCAF329714942",
        "BDCE5D60F09AB3FB2F000000000080000000800000008000A76533AECBAED00109094AB095AED001",
        "80004001C00100006082013C06062B0601050502A08201303082012CA01A3018060A2B0601040182",
        "3702021E060A2B06010401823702020AA282010C048201084E45474F455854530100000000000000",
        "60000000700000007E7CC0FD06D6362D02DDE1CF343BFE29172BA8482F8B7BE4DBA9F69A8DEBBA83",
        "36E453F3EE58983492F66354ED01A5BE000000000000000060000000010000000000000000000000",
        "5C33530DEAF90D4DB2EC4AE3786EC3084E45474F4558545303000000010000004000000098000000",
        "7E7CC0FD06D6362D02DDE1CF343BFE295C33530DEAF90D4DB2EC4AE3786EC3084000000058000000",
        "3056A05430523027802530233121301F06035504031318546F6B656E205369676E696E6720507562",
        "6C6963204B65793027802530233121301F06035504031318546F6B656E205369676E696E67205075",
        "626C6963204B657901002600000000000100200001002521FE7288989F816EE6D3D6C55921FBEF2C",
        "C239789E83B8A0EC29E8D84EBAB80000020004000000000001000200",
      ),
    );
    expect(preauth.hash).toEqual(
      hex(
        "E267AB1AA0403082AA2A9FEB0224AF3EA92E53CAA50A893A9635F0659F93591F81391737E68DB0C9",
        "AD878C56449C36A6895EBCF435A7D97072C7B596B8AF3817",
      ),
    );
  });

  test("the keys of a session", () => {
    expect(sessionKeys(dialects["3.1.1"], sessionKey, preauthHash, 16)).toEqual({
      signing: hex("73FE7A9A77BEF0BDE49C650D8CCB5F76"),
      clientToServer: hex("629BCBC54422A0F572B97F45989B6073"),
      serverToClient: hex("E2AF0DCEFAC68DA71A0DFBD0D1350D74"),
    });
    expect(deriveKey(sessionKey, "SMBAppKey", preauthHash, 16)).toEqual(
      hex("6D7AD7954E9EC61E907B4D473DC178FF"),
    );
  });

  test("the signature of the server's last answer, with AES-CMAC", () => {
    const signer = new MessageSigner("AES-CMAC", hex("73FE7A9A77BEF0BDE49C650D8CCB5F76"));
    expect(signer.verifies(lastAnswer)).toBe(true);
    lastAnswer.writeUInt8(lastAnswer.readUInt8(70) ^ 1, 70);
    expect(signer.verifies(lastAnswer)).toBe(false);
  });

  test.each([
    ["client-to-server", "63775A9A5FD97F06"],
    ["server-to-client", "3B453CDC35241642"],
  ] as const)("the proof of the list of mechanisms, %s", (side, expected) => {
    const mic = ntlmSignature(sessionKey, side, mechanismList);
    // That login exchanged keys, which seals the checksum with RC4; this client's do not.
    const sealed = rc4(sessionKey, side, mic.subarray(4, 12));
    expect(sealed).toEqual(hex(expected));
    expect(Buffer.concat([mic.subarray(0, 4), mic.subarray(12)])).toEqual(hex("01000000 00000000"));
  });
});

test("the keys of a session of SMB 3.0 (the same source)", () => {
  const keys = sessionKeys(dialects["3.0"], hex("7CD451825D0450D235424E44BA6E78CC"), Buffer.alloc(64), 16);
  expect(keys).toEqual({
    signing: hex("0B7E9C5CAC36C0F6EA9AB275298CEDCE"),
    clientToServer: hex("FAD27796665B313EBB578F388632B4F7"),
    serverToClient: hex("B0F0427F7CEB416D1D9DCC0CD4F99447"),
  });
});

const aes128Gcm = ciphers.find(({ name }) => name === "AES-128-GCM") as Cipher;

function reversed({ signing, clientToServer, serverToClient }: SessionKeys): SessionKeys {
  return { signing, clientToServer: serverToClient, serverToClient: clientToServer };
}

/** "Encryption in SMB 3.0", 2012, and "SMB 3.1.1 encryption in Windows 10", 2015, by Microsoft. */
describe("encryption", () => {
  const old = {
    cipher: aes128Ccm,
    keys: sessionKeys(dialects["3.0"], hex("B4546771B515F766A86735532DD6C4F0"), Buffer.alloc(64), 16),
    sessionId: 0x8e40014000011n,
    request: hex(
      "FD534D4281A286535415445DAE393921E44FA42E66E69A111892584FB5ED524A",
      "744DA3EE87000000000001001100001400E4080025C8FEE16605A437832D1CD5",
      "2DA9F4645333482A175FE5384563F45FCDAFAEF38BC62BA4D5C62897996625A4",
      "4C29BE5658DE2E6117585779E7B59FFD971278D08580D7FA899E410E910EABF5",
      "AA1DB43050B33B49182637759AC15D84BFCDF5B6B238993C0F4CF4D6012023F6",
      "C627297075D84B7803912D0A9639634453595EF3E33FFE4E7AC2AB",
    ),
    answer: hex(
      "FD534D42A6015530A18F6D9AFFE22AFAE8E66484860000000000000011000014",
      "00E4080050000000000001001100001400E40800DBF46435C5F14169293CE079",
      "E344479BF670227E49873F458672C3098DAC467DD5809F369D67409166515787",
      "1483E01F7BECD02064EAC3E235F913668BBC2F097980D4B378F1993EFF6E60D1",
      "77309E5B",
    ),
    clear: hex(
      "FE534D4240000100000000000900210009000000000000000400000000000000",
      "FFFE0000010000001100001400E4080000000000000000000000000000000000",
      "11000000170000000000000000000000",
    ),
  };
  const current = {
    cipher: aes128Gcm,
    keys: sessionKeys(
      dialects["3.1.1"],
      hex("419FDDF34C1E001909D362AE7FB6AF79"),
      hex(
        "B23F3CBFD69487D9832B79B1594A367CDD950909B774C3A4C412B4FCEA9EDDDBA7DB256BA2EA30E9",
        "77F11F9B113247578E0E915C6D2A513B8F2FCA5707DC8770",
      ),
      16,
    ),
    sessionId: 0x100000000025n,
    request: hex(
      "FD534D42BD73D97D2BC9001BCAFAC0FDFF5FEEBCC7D6822D269CAF48904C664C0000000087000000",
      "0000010025000000001000006ECDD2A7AFC7B47763057A041B8FD4DAFFE990B70C9E09D36C084E02",
      "D14EF247F8BDE38ACF6256F8B1D3B56F77FBDEB312FEA5E92CBCC1ED8FB2EBBFAA75E49A4A394BB4",
      "4576545567C24D4C014D47C9FBDFDAFD2C4F9B72F8D256452620A299F48E29E53D6B61D1C13A19E9",
      "1AF013F00D17E3ABC2FC3D36C8C1B6B93973253852DBD442E46EE8",
    ),
    answer: hex(
      "FD534D42ACBE1CB7ED343ADF1725EF144D90D4B0E06831DD2E8EB7B4000000000000000050000000",
      "00000100250000000010000026BBBF949983A6C1C796559D0F2C510CB651D1F7B6AC8DED32A2A0B8",
      "F2D793A815C6F6B848D69767A215841A42D400AE6DDB5F0B44173A014973321FDD7950DA6179159B",
      "82E03C9E18A050FF0EA1C967",
    ),
    clear: hex(
      "FE534D4240000100000000000900010001000000000000000500000000000000FFFE000001000000",
      "25000000001000000000000000000000000000000000000011000000170000000000000000000000",
    ),
  };

  test.each([old, current])(
    "$cipher.name of both directions",
    ({ cipher, keys, sessionId, request, answer, clear }) => {
      expect(new MessageCipher(cipher, keys, sessionId).decrypt(answer)).toEqual(clear);
      const server = new MessageCipher(cipher, reversed(keys), sessionId);
      expect(server.decrypt(request).subarray(-23).toString()).toBe("Smb3 encryption testing");
    },
  );

  test.each(ciphers)("$name: the other side reads what was encrypted, and no bit may change", (cipher) => {
    const keys = sessionKeys(dialects["3.1.1"], Buffer.alloc(16, 7), Buffer.alloc(64, 9), cipher.keyBytes);
    const client = new MessageCipher(cipher, keys, 5n);
    const server = new MessageCipher(cipher, reversed(keys), 5n);
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 100 }), { minLength: 1 }),
        fc.nat(),
        (pieces, place) => {
          const frame = Buffer.concat(client.encrypt(pieces));
          expect(server.decrypt(frame)).toEqual(Buffer.concat(pieces));
          const bit = place % ((frame.length - 4) * 8);
          const at = 4 + Math.floor(bit / 8);
          frame.writeUInt8(frame.readUInt8(at) ^ (1 << (bit % 8)), at);
          // The part of the nonce field that a cipher does not use is authenticated all the same.
          expect(() => server.decrypt(frame)).toThrow(
            expect.objectContaining({ code: expect.stringMatching(/corrupt|protocol/) }),
          );
        },
      ),
    );
  });
});

test("AES-GMAC over a header in pieces is AES-GCM without a text", () => {
  const signer = new MessageSigner("AES-GMAC", Buffer.alloc(16, 1));
  const header = Buffer.alloc(64, 3);
  const payload = Buffer.alloc(1000, 4);
  signer.sign([header, payload]);
  const nonce = Buffer.concat([header.subarray(24, 32), Buffer.alloc(4)]);
  const check = createDecipheriv("aes-128-gcm", Buffer.alloc(16, 1), nonce, { authTagLength: 16 });
  check.setAuthTag(header.subarray(48, 64));
  const zeroed = Buffer.concat([header.subarray(0, 48), Buffer.alloc(16), payload]);
  check.setAAD(zeroed);
  expect(() => check.final()).not.toThrow();
});
