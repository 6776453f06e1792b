export { type RecoveryClient, recoveryClient } from "./recovery-client.ts";
