/**
 * What plugins of network protocols have in common: a connection to resolved
 * addresses, work that ends in time or at an abort, and a peer's words in a message.
 */
export { connectTcp } from "./connect-tcp.ts";
export { printable } from "./printable.ts";
export { unreachable } from "./unreachable.ts";
export { untilAborted } from "./until-aborted.ts";
export { within, withinConnectTime } from "./within.ts";
