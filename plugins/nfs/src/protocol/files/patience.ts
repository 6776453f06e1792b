import { setTimeout as delay } from "node:timers/promises";
import { isStatus } from "../nfs-status.ts";

/** Statuses with which a server asks a client to come again: it fetches a file from tape, or waits for its former clients. */
const comeAgain = ["JUKEBOX", "DELAY", "GRACE"] as const;

const firstWaitMs = 100;
const longestWaitMs = 5000;
const mostWaitingMs = 30_000;

/**
 * Repeats a call while the server asks to come again, with growing pauses, for
 * half a minute at most. The protocols demand it of clients (RFC 1813 §2.6,
 * RFC 8881 §15.1.1.3, §8.4.2.1).
 */
export async function patiently<Result>(call: () => Promise<Result>): Promise<Result> {
  let waitedMs = 0;
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
    try {
      return await call();
    } catch (error) {
      if (!isStatus(error, ...comeAgain) || waitedMs >= mostWaitingMs) throw error;
      await delay(waitMs);
      waitedMs += waitMs;
    }
  }
}
