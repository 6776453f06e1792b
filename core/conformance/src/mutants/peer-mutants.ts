import { LocationError } from "@holdfast/contract";
import { fingerprints } from "../memory/memory-harness.ts";
import { type Mutant, otherError, wrongConnect } from "./mutant.ts";

export const peerMutants: readonly Mutant[] = [
  wrongConnect(
    "wrong-credentials",
    "keeps the password in the error",
    (plugin) => async (target, context) => {
      const password = (await context.credentials.password())?.reveal();
      return plugin.connect(target, context).catch((cause: unknown) => {
        const message = "The server refused the login.";
        const sent = Object.assign(new Error("Login failed.", { cause }), {
          sent: ["USER", "PASS", password],
        });
        throw new LocationError({ code: "unauthenticated", retry: "never", message, cause: sent });
      });
    },
  ),
  wrongConnect("untrusted-peer", "trusts what the peer shows", (plugin) => (target, context) => {
    return plugin.connect(target, { ...context, trust: { tlsFingerprint: fingerprints.server } });
  }),
  wrongConnect("unreachable", "rejects with the system's error", (plugin) => (target, context) => {
    return plugin.connect(target, context).catch(() => {
      throw Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
    });
  }),
  wrongConnect("resolve", "has a resolver of its own", (plugin) => (target, context) => {
    const resolve = (): ReturnType<typeof context.resolve> =>
      Promise.resolve([{ address: "::1", family: 6 }]);
    return plugin.connect(target, { ...context, resolve });
  }),
  otherError("read-only", "does not tell what forbidden means", "forbidden", { code: "unexpected" }),
  otherError("disconnect", "wants a retry on a lost session", "connection-lost", { retry: "same-session" }),
  otherError("suspend", "calls silence a lost connection", "timeout", { code: "connection-lost" }),
];
