export { isMissing, type Missing } from "./availability.ts";
export { debianProgram, type Program } from "./debian.ts";
export { freePort } from "./free-port.ts";
export { type DebianProgram, type ProgramName, programs } from "./programs.ts";
export { describeWith, isRequired, type Runner } from "./requirement.ts";
export type { ServerProcess } from "./server-process.ts";
export { makeKeyPair, type SshKeyPair } from "./ssh-key-pair.ts";
export { startTcpProxy, type Direction, type Faults, type Position, type TcpProxy } from "./tcp-proxy.ts";
export { makeTlsIdentity, type TlsIdentity } from "./tls-identity.ts";
