import { setImmediate as nextTurn } from "node:timers/promises";
import { capabilities, LocationError, type LocationSession } from "@holdfast/contract";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SessionPool } from "../../src/transfer/session-pool.ts";

const busy = new LocationError({ code: "busy", retry: "new-session", message: "Too many." });
const unreachable = new LocationError({ code: "unreachable", retry: "new-session", message: "Nobody." });
const never = new AbortController().signal;

/** Counts what runs on it. */
class CountedSession {
  readonly capabilities;
  running = 0;
  most = 0;
  closed = 0;

  constructor(operationsPerSession: number, sessions: number) {
    this.capabilities = capabilities({ operationsPerSession, sessions });
  }

  close(): Promise<void> {
    this.closed++;
    return Promise.resolve();
  }
}

/** A peer that takes so many sessions at a time. */
class Peer {
  readonly opened: CountedSession[] = [];
  readonly #make: () => CountedSession;
  readonly #takes: number;

  constructor(make: () => CountedSession, takes = Infinity) {
    this.#make = make;
    this.#takes = takes;
  }

  readonly connect = async (): Promise<LocationSession> => {
    await nextTurn();
    if (this.opened.filter(({ closed }) => closed === 0).length >= this.#takes) throw busy;
    const session = this.#make();
    this.opened.push(session);
    return session as unknown as LocationSession;
  };
}

/** Holds a place for some turns. */
async function use(pool: SessionPool, turns: number, broken: boolean): Promise<void> {
  const lease = await pool.acquire(never);
  const session = lease.session as unknown as CountedSession;
  expect(session.closed).toBe(0);
  session.most = Math.max(session.most, ++session.running);
  for (let turn = 0; turn < turns; turn++) await nextTurn();
  session.running--;
  lease.release(broken);
  lease.release(broken);
}

describe("a pool of sessions", () => {
  const uses = fc.array(fc.record({ turns: fc.integer({ min: 0, max: 4 }), broken: fc.boolean() }), {
    maxLength: 40,
  });
  const size = fc.integer({ min: 1, max: 4 });

  test("serves everybody, within what sessions and peer allow, and closes each session once", async () => {
    await fc.assert(
      fc.asyncProperty(uses, size, size, size, async (wanted, operations, sessions, takes) => {
        const peer = new Peer(() => new CountedSession(operations, sessions), takes);
        const pool = new SessionPool(peer.connect);
        // A peer may still count a session that is being given up: who finds it busy tries again, as a job does.
        const patient = async (turns: number, broken: boolean): Promise<void> => {
          for (;;) {
            try {
              return await use(pool, turns, broken);
            } catch (error) {
              if (error !== busy) throw error;
              await nextTurn();
            }
          }
        };
        await Promise.all(wanted.map(({ turns, broken }) => patient(turns, broken)));
        await pool.close();
        for (const session of peer.opened) {
          expect(session.most).toBeLessThanOrEqual(operations);
          expect(session.closed).toBe(1);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("opens no more sessions than are sensible", async () => {
    const peer = new Peer(() => new CountedSession(1, 3));
    const pool = new SessionPool(peer.connect);
    await Promise.all(Array.from({ length: 10 }, () => use(pool, 3, false)));
    expect(peer.opened).toHaveLength(3);
    await pool.close();
  });

  test("shrinks when the peer is busy, and fails nothing", async () => {
    const peer = new Peer(() => new CountedSession(1, 8), 2);
    const pool = new SessionPool(peer.connect);
    await Promise.all(Array.from({ length: 10 }, () => use(pool, 3, false)));
    expect(peer.opened).toHaveLength(2);
    expect(await pool.open(8)).toBe(2);
    await pool.close();
  });

  test("fails who cannot have any session", async () => {
    const pool = new SessionPool(() => Promise.reject(unreachable));
    const both = await Promise.allSettled([pool.acquire(never), pool.acquire(never)]);
    const refused = { status: "rejected", reason: unreachable };
    expect(both).toEqual([refused, refused]);
    const none = new SessionPool(() => Promise.reject(busy));
    await expect(none.acquire(never)).rejects.toBe(busy);
  });

  test("keeps a broken session for what still runs on it, and gives it to nobody else", async () => {
    const peer = new Peer(() => new CountedSession(2, 1));
    const pool = new SessionPool(peer.connect);
    const [first, second] = [await pool.acquire(never), await pool.acquire(never)];
    first.release(true);
    expect(peer.opened[0]?.closed).toBe(0);
    const third = await pool.acquire(never);
    expect(third.session).not.toBe(second.session);
    second.release(false);
    expect(peer.opened.map(({ closed }) => closed)).toEqual([1, 0]);
    third.release(false);
    await pool.close();
  });

  test("lets who waits go when they are told to, and passes their place on", async () => {
    const peer = new Peer(() => new CountedSession(1, 1));
    const pool = new SessionPool(peer.connect);
    const lease = await pool.acquire(never);
    const abort = new AbortController();
    const waiting = pool.acquire(abort.signal);
    const next = pool.acquire(never);
    lease.release(false);
    abort.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    (await next).release(false);
    await pool.close();
  });
});

describe("a closed pool", () => {
  test("refuses who waits and who comes", async () => {
    const peer = new Peer(() => new CountedSession(1, 1));
    const pool = new SessionPool(peer.connect);
    const lease = await pool.acquire(never);
    const waiting = pool.acquire(never);
    const closed = pool.close();
    await expect(waiting).rejects.toMatchObject({ code: "connection-lost", retry: "never" });
    await expect(pool.acquire(never)).rejects.toMatchObject({ retry: "never" });
    lease.release(false);
    await closed;
    expect(peer.opened.map((session) => session.closed)).toEqual([1]);
  });

  test("closes a session that was being opened", async () => {
    const peer = new Peer(() => new CountedSession(1, 1));
    const pool = new SessionPool(peer.connect);
    const waiting = pool.acquire(never);
    const closed = pool.close();
    await expect(waiting).rejects.toMatchObject({ retry: "never" });
    await closed;
    expect(peer.opened.map((session) => session.closed)).toEqual([1]);
  });

  test("has ended when what ran on its sessions has", async () => {
    const peer = new Peer(() => new CountedSession(1, 1));
    const pool = new SessionPool(peer.connect);
    const lease = await pool.acquire(never);
    let ended = false;
    const closed = pool.close().then(() => (ended = true));
    for (let turn = 0; turn < 5; turn++) await nextTurn();
    expect(ended).toBe(false);
    lease.release(true);
    await closed;
    expect(ended).toBe(true);
  });
});
