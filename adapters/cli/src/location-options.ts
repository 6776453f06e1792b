/** The options that say how to log in at a location. */
export interface LocationOptions {
  readonly type?: string;
  readonly user?: string;
  readonly passwordFile?: string;
  readonly keyFile?: string;
  readonly knownHosts?: string;
  readonly hostKey?: string;
  readonly caFile?: string;
  readonly tlsFingerprint?: string;
  readonly option?: Readonly<Record<string, string>>;
}
