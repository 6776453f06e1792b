import { Secret } from "@holdfast/contract";
import { isHoldfastError } from "@holdfast/core";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { VapiError } from "../src/errors/vapi-error.ts";
import { Authenticator } from "../src/users/authenticator.ts";
import { basicCredentials } from "../src/users/basic-credentials.ts";
import { BoundedMap } from "../src/users/bounded-map.ts";
import { LoginFailures } from "../src/users/login-failures.ts";
import { hashPassword, isPassword, parsePasswordHash } from "../src/users/password-hash.ts";
import { Turnstile } from "../src/users/turnstile.ts";
import { parseUsers, userLine } from "../src/users/user-directory.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => void vi.useRealTimers());

describe("a password's hash", () => {
  test("is another each time, and fits the password alone", async () => {
    const [first, second] = await Promise.all([1, 2].map(() => hashPassword(new Secret("pässword"))));
    expect(first).toMatch(/^\$scrypt\$ln=15,r=8,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(first).not.toBe(second);
    const hash = parsePasswordHash(first!)!;
    expect(await isPassword(new Secret("pässword"), hash)).toBe(true);
    expect(await isPassword(new Secret("pa\u0308ssword"), hash)).toBe(true);
    expect(await isPassword(new Secret("passwords"), hash)).toBe(false);
  });

  test("of another program is read", async () => {
    // From passlib's documentation of scrypt: the password is "password".
    const known = "$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E";
    expect(await isPassword(new Secret("password"), parsePasswordHash(known)!)).toBe(true);
  });

  test.each([
    [
      "$scrypt$ln=30,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E",
      "would take 128 GiB",
    ],
    [
      "$scrypt$ln=15,r=8,p=99$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E",
      "would take minutes",
    ],
    [
      "$scrypt$ln=1,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E",
      "is too cheap",
    ],
    ["$2b$12$EXRkfkdmXn2gzds2SSitu", "is bcrypt's"],
    ["plain", "is none"],
  ])("%s is refused: it %s", (text) => {
    expect(parsePasswordHash(text)).toBeUndefined();
  });
});

describe("a users file", () => {
  const refused = (text: string): readonly string[] => {
    try {
      parseUsers("users", text);
      return [];
    } catch (error) {
      if (!isHoldfastError(error)) throw error;
      return error.messages.map((message) => message.default_message);
    }
  };

  test("has users, roles, comments and empty lines", async () => {
    const line = await userLine("Watcher@example", "operator", new Secret("x"));
    const users = parseUsers("users", `# who may look\n\n${line}\r\n`);
    expect(users.find("watcher@EXAMPLE")).toMatchObject({ name: "Watcher@example", role: "operator" });
    expect(users.find("nobody")).toBeUndefined();
  });

  test("tells the line of what is wrong", async () => {
    const line = await userLine("me", "admin", new Secret("x"));
    expect(refused(`${line}\nyou:admin:plain`)[0]).toContain("Line 2");
    expect(refused(line.replace("admin", "root"))[0]).toContain("Line 1");
    expect(refused(`${line}\n\n${line.replace("me", "ME")}`)[0]).toContain("Line 3");
    expect(refused("# nobody\n")[0]).toBe("There is no user in the users file users.");
  });

  test.each(["", "a:b", "a\nb", " a", "#a", "a".repeat(101)])("cannot have %j as a name", async (name) => {
    await expect(userLine(name, "admin", new Secret("x"))).rejects.toThrow("cannot be the name of a user");
  });
});

describe("HTTP Basic", () => {
  test("any user without a colon and any password come back", () => {
    const name = fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => !text.includes(":"));
    fc.assert(
      fc.property(name, fc.string({ unit: "grapheme" }), (user, password) => {
        const encoded = Buffer.from(`${user}:${password}`).toString("base64");
        const read = basicCredentials(`Basic ${encoded}`);
        expect([read?.user, read?.password.reveal()]).toEqual([user, password]);
      }),
    );
  });

  test.each([undefined, "", "Basic", "Bearer dTpw", "Basic ::", `Basic ${"A".repeat(5000)}`])(
    "%j is none",
    (header) => {
      expect(basicCredentials(header)).toBeUndefined();
    },
  );
});

describe("failed logins", () => {
  test("make the next ones wait, longer each time, and are forgotten", () => {
    const failures = new LoginFailures();
    const waits: number[] = [];
    for (let count = 0; count < 10; count++) {
      waits.push(failures.secondsToWait("me"));
      failures.add("me");
    }
    expect(waits).toEqual([0, 0, 0, 1, 2, 4, 8, 16, 32, 60]);
    expect(failures.secondsToWait("you")).toBe(0);
    vi.advanceTimersByTime(59_500);
    expect(failures.secondsToWait("me")).toBe(1);
    vi.advanceTimersByTime(500);
    expect(failures.secondsToWait("me")).toBe(0);
    failures.add("me");
    vi.advanceTimersByTime(15 * 60_000);
    failures.add("me");
    expect(failures.secondsToWait("me")).toBe(0);
  });

  test("of many do not fill the memory", () => {
    const map = new BoundedMap<number, string>(3);
    for (const key of [1, 2, 3]) map.set(key, "x");
    map.get(1);
    map.set(4, "x");
    expect([1, 2, 3, 4].map((key) => map.get(key))).toEqual(["x", undefined, "x", "x"]);
  });
});

describe("the authenticator", () => {
  const password = new Secret("Right-1");
  const attempt = { user: "me", password, address: "192.0.2.1" };
  const authenticator = async (turnstile?: Turnstile): Promise<Authenticator> =>
    new Authenticator(parseUsers("users", await userLine("me", "admin", password)), turnstile);
  const ids = async (work: Promise<unknown>): Promise<readonly string[]> => {
    const error: unknown = await work.catch((reason: unknown) => reason);
    if (!(error instanceof VapiError)) throw new Error("This did not fail as it should.");
    return error.messages.map(({ id }) => id.replace("holdfast.rest.", ""));
  };

  test("checks once for all requests that come with the same credentials", async () => {
    const subject = await authenticator();
    const users = await Promise.all(Array.from({ length: 500 }, () => subject.login(attempt)));
    expect(new Set(users).size).toBe(1);
    const start = process.hrtime.bigint();
    for (let count = 0; count < 1000; count++) await subject.login(attempt);
    // A thousand checks would take a minute and more.
    expect(Number(process.hrtime.bigint() - start) / 1e9).toBeLessThan(10);
  });

  test("does not remember a failure, nor the right password for another user or address", async () => {
    const subject = await authenticator();
    await subject.login(attempt);
    expect(await ids(subject.login({ ...attempt, user: "you" }))).toEqual(["login-refused"]);
    expect(await ids(subject.login({ ...attempt, password: new Secret("Right-") }))).toEqual([
      "login-refused",
    ]);
    expect((await subject.login({ ...attempt, address: "192.0.2.2" })).name).toBe("me");
  });

  test("lets even the right password wait after failures, from that address alone", async () => {
    const subject = await authenticator();
    const wrong = (number: number) => subject.login({ ...attempt, password: new Secret(`wrong ${number}`) });
    for (const number of [1, 2, 3]) expect(await ids(wrong(number))).toEqual(["login-refused"]);
    expect(await ids(subject.login(attempt))).toEqual(["login-waits"]);
    expect((await subject.login({ ...attempt, address: "192.0.2.9" })).name).toBe("me");
    vi.advanceTimersByTime(1000);
    expect((await subject.login(attempt)).name).toBe("me");
    expect(await ids(wrong(4))).toEqual(["login-refused"]);
    expect((await subject.login(attempt)).name).toBe("me");
  });

  test("takes guesses that come at once one after the other, so that they cannot evade the wait", async () => {
    const subject = await authenticator();
    const guesses = Array.from({ length: 60 }, (_, number) =>
      ids(subject.login({ ...attempt, password: new Secret(`guess ${number}`) })),
    );
    const answers = (await Promise.all(guesses)).flat();
    expect(answers.filter((id) => id === "login-refused").length).toBeLessThanOrEqual(4);
    expect(answers.filter((id) => id === "login-waits").length).toBeGreaterThanOrEqual(56);
  });

  test("refuses more when too many wait", async () => {
    const subject = await authenticator(new Turnstile(2, 3));
    const guesses = Array.from({ length: 9 }, (_, number) =>
      ids(subject.login({ ...attempt, address: `192.0.2.${number}`, password: new Secret("wrong") })),
    );
    const answers = (await Promise.all(guesses)).flat();
    expect(answers.filter((id) => id === "logins-busy")).toHaveLength(4);
  });
});

test("a turnstile lets so many in, in the order in which they came", async () => {
  const turnstile = new Turnstile(2, 3);
  const doors = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
  const inside: number[] = [];
  const all = doors.map(({ promise }, index) =>
    turnstile.pass(() => {
      inside.push(index);
      return promise;
    }),
  );
  expect(inside).toEqual([0, 1]);
  expect(turnstile.full).toBe(true);
  doors[1]!.resolve();
  await all[1];
  expect([inside, turnstile.full]).toEqual([[0, 1, 2], false]);
  doors[0]!.reject(new Error("left"));
  await expect(all[0]).rejects.toThrow("left");
  for (const door of doors) door.resolve();
  await Promise.allSettled(all);
  expect(inside).toEqual([0, 1, 2, 3, 4]);
});
