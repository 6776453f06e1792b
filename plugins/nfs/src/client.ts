export { connectNfs } from "./protocol/client/connect-nfs.ts";
export type { NfsClient } from "./protocol/client/nfs-client.ts";
export type { NfsSettings } from "./protocol/client/nfs-settings.ts";
