import { isLocationError, type ResolvedAddress } from "@holdfast/contract";
import { expect, test } from "vitest";
import { locationPolicy } from "../../src/policy/location.ts";
import { pinnedResolver, type Lookup } from "../../src/policy/pinned-resolver.ts";

const lan: ResolvedAddress = { address: "10.0.0.5", family: 4 };
const metadata: ResolvedAddress = { address: "169.254.169.254", family: 4 };

/** A name service that gives one prepared answer per question and keeps the questions. */
function nameService(...answers: readonly (readonly ResolvedAddress[] | Error)[]): {
  ask: Lookup;
  asked: string[];
} {
  const asked: string[] = [];
  const ask: Lookup = async (host) => {
    const answer = answers[asked.push(host) - 1] ?? [];
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { ask, asked };
}

async function refusal(answer: Promise<unknown>): Promise<{ code: string; retry: string; message: string }> {
  const error: unknown = await answer.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isLocationError(error)) throw new Error("no LocationError", { cause: error });
  return { code: error.code, retry: error.retry, message: error.message };
}

function dnsError(code: string): Error {
  return Object.assign(new Error(`getaddrinfo ${code}`), { code });
}

test("a name that changes its address during a job keeps the first one", async () => {
  const { ask, asked } = nameService([lan], [metadata]);
  const resolve = pinnedResolver(locationPolicy(), ask);
  expect(await resolve("nas.example")).toEqual([lan]);
  expect(await resolve("NAS.example")).toEqual([lan]);
  expect(asked).toEqual(["nas.example"]);
});

test("questions at the same time are one lookup", async () => {
  const { ask, asked } = nameService([lan]);
  const resolve = pinnedResolver(locationPolicy(), ask);
  expect(await Promise.all([resolve("nas"), resolve("nas"), resolve("nas")])).toEqual([[lan], [lan], [lan]]);
  expect(asked).toHaveLength(1);
});

test("another job asks anew", async () => {
  const { ask } = nameService([lan], [{ address: "10.0.0.6", family: 4 }]);
  expect(await pinnedResolver(locationPolicy(), ask)("nas")).toEqual([lan]);
  expect(await pinnedResolver(locationPolicy(), ask)("nas")).toEqual([{ address: "10.0.0.6", family: 4 }]);
});

test("refused addresses are left out, and a host that has no other is forbidden", async () => {
  const { ask } = nameService([metadata, lan], [metadata]);
  const resolve = pinnedResolver(locationPolicy(), ask);
  expect(await resolve("mixed")).toEqual([lan]);
  const { code, retry, message } = await refusal(resolve("metadata"));
  expect([code, retry]).toEqual(["forbidden", "never"]);
  expect(message).toBe(
    "The host metadata may not be used: 169.254.169.254 is link-local, multicast or unspecified.",
  );
});

test("a failed lookup is not kept", async () => {
  const { ask } = nameService(dnsError("EAI_AGAIN"), [lan]);
  const resolve = pinnedResolver(locationPolicy(), ask);
  expect(await refusal(resolve("nas"))).toMatchObject({ code: "unreachable", retry: "new-session" });
  expect(await resolve("nas")).toEqual([lan]);
});

test("an unknown name is unreachable, and trying again is useless", async () => {
  const { ask } = nameService(dnsError("ENOTFOUND"), []);
  const resolve = pinnedResolver(locationPolicy(), ask);
  expect(await refusal(resolve("nas"))).toMatchObject({ code: "unreachable", retry: "never" });
  expect(await refusal(resolve("nas"))).toMatchObject({ code: "unreachable", retry: "never" });
});

test.each(["", " ", "a b", "a\0b", "a\r\nb", "\u{1b}[2J", "x".repeat(254)])(
  "%j is not asked for",
  async (host) => {
    const { ask, asked } = nameService([lan]);
    expect(await refusal(pinnedResolver(locationPolicy(), ask)(host))).toMatchObject({ code: "unreachable" });
    expect(asked).toEqual([]);
  },
);

test("a peer that names host after host is stopped", async () => {
  const { ask, asked } = nameService(...Array.from({ length: 100 }, () => [lan]));
  const resolve = pinnedResolver(locationPolicy(), ask);
  for (let host = 0; host < 64; host += 1) await resolve(`host-${host}`);
  expect(await refusal(resolve("host-64"))).toMatchObject({ code: "protocol" });
  expect(await resolve("host-0")).toEqual([lan]);
  expect(asked).toHaveLength(64);
});

test("an answer cannot be altered by one who got it, and is bounded", async () => {
  const many = Array.from(
    { length: 500 },
    (_, index) => ({ address: `10.0.1.${index % 250}`, family: 4 }) as const,
  );
  const answer = await pinnedResolver(locationPolicy(), nameService(many).ask)("nas");
  expect(answer).toHaveLength(16);
  expect(() => (answer as ResolvedAddress[]).push(metadata)).toThrow(TypeError);
  expect(() => Object.assign(answer[0] ?? {}, metadata)).toThrow(TypeError);
});

test.each([
  "169.254.169.254",
  "2852039166",
  "0xa9fea9fe",
  "0251.0376.0251.0376",
  "[::ffff:169.254.169.254]",
  "0",
  "0.0.0.0",
])("the system's own resolver cannot be talked into %s", async (spelling) => {
  expect(await refusal(pinnedResolver(locationPolicy())(spelling))).toMatchObject({ code: "forbidden" });
});

test("the system's own resolver knows addresses and this machine", async () => {
  const resolve = pinnedResolver(locationPolicy());
  expect(await resolve("127.0.0.1")).toEqual([{ address: "127.0.0.1", family: 4 }]);
  expect(await resolve("[::1]")).toEqual([{ address: "::1", family: 6 }]);
  const families = (await resolve("localhost")).map(({ family }) => family);
  expect(families.length).toBeGreaterThan(0);
});
