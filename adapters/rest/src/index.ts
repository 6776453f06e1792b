export { createLog } from "./server/log.ts";
export {
  createRestHandler,
  type RestCore,
  type RestHandler,
  type RestOptions,
} from "./server/rest-handler.ts";
export { type RestServer, type RestServerOptions, startRestServer } from "./server/rest-server.ts";
export { makeSelfSigned, type TlsIdentity } from "./tls/self-signed.ts";
export { fingerprintOf, readTlsFiles, selfSignedIdentity, type TlsFiles } from "./tls/tls-files.ts";
export type { PasswordHash } from "./users/password-hash.ts";
export { type Role, roles } from "./users/roles.ts";
export { parseUsers, type User, UserDirectory, userLine } from "./users/user-directory.ts";
