export { capabilities, type Capabilities } from "./capabilities.ts";
export type {
  ClientCertificate,
  ConnectContext,
  Credentials,
  Log,
  PrivateKey,
  ResolvedAddress,
  Timeouts,
  Trust,
} from "./connect-context.ts";
export {
  isLocationError,
  LocationError,
  type LocationErrorCode,
  type LocationErrorDetails,
  type RetryHint,
} from "./location-error.ts";
export type { LocationAddress, LocationPlugin, OptionDescription } from "./location-plugin.ts";
export type {
  EntryInfo,
  GetOptions,
  ListedEntry,
  LocationSession,
  OperationOptions,
  PutBody,
  PutOptions,
} from "./location-session.ts";
export { isSecret, Secret } from "./secret.ts";
