export { SshConnection } from "./connection.ts";
export { parentOf, pathBelow } from "./directories.ts";
export { partialName } from "./partial-name.ts";
export type { SftpClient } from "./protocol/sftp-client.ts";
export { SftpSession } from "./session.ts";
export { startSftp } from "./start-sftp.ts";
export { transferSizes } from "./target.ts";
export { sessionLimits } from "./transfer-limits.ts";
