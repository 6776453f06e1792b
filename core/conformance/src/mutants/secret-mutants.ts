import { LocationError, type LocationErrorDetails } from "@holdfast/contract";
import { fingerprints } from "../memory/memory-harness.ts";
import { withSessions } from "../changed-session.ts";
import { type Mutant, wrongConnect } from "./mutant.ts";

/** What goes wrong with secrets, and with those who should not get them. */
export const secretMutants: readonly Mutant[] = [
  wrongConnect(
    "impostor",
    "logs in before it looks whom it talks to",
    (plugin) => async (target, context) => {
      const trust = { tlsFingerprint: fingerprints.impostor };
      const session = await plugin.connect(target, { ...context, trust }).catch(() => undefined);
      await session?.close();
      return plugin.connect(target, context);
    },
  ),
  wrongConnect(
    "impostor",
    "does not tell whom it refused",
    (plugin) => (target, context) =>
      plugin.connect(target, context).catch((error: LocationError) => {
        throw changed(error, { message: "The peer is not trusted." });
      }),
  ),
  wrongConnect(
    "untrusted-peer",
    "does not tell how to trust the peer",
    (plugin) => (target, context) =>
      plugin.connect(target, context).catch((error: LocationError) => {
        throw changed(error, { message: error.message.replaceAll("--tls-fingerprint", "something") });
      }),
  ),
  wrongConnect("secrets", "logs what it sends", (plugin) => async (target, context) => {
    const password = await context.credentials.password();
    context.log.debug(`> PASS ${password?.reveal()}`);
    return plugin.connect(target, context);
  }),
  wrongConnect("secrets", "keeps its request with an error", (plugin) => async (target, context) => {
    const password = await context.credentials.password();
    const login = Buffer.from(`user:${password?.reveal()}`).toString("base64");
    const cause = Object.assign(new Error("401"), {
      request: { headers: { authorization: `Basic ${login}` } },
    });
    const careless = withSessions(plugin, (inner) => ({
      put: (path, body, options) =>
        inner.put(path, body, options).catch((error: LocationError) => {
          throw changed(error, { cause });
        }),
    }));
    return careless.connect(target, context);
  }),
];

function changed(error: LocationError, change: Partial<LocationErrorDetails>): LocationError {
  const { code, retry, message } = error;
  return new LocationError({ code, retry, message, ...change });
}
