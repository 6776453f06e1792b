/** `accept_stat` (RFC 5531 §9). */
export const acceptStatus = {
  success: 0,
  programUnavailable: 1,
  programMismatch: 2,
  procedureUnavailable: 3,
  garbageArguments: 4,
  systemError: 5,
} as const;

/** `auth_stat` by number (RFC 5531 §9). */
const authStatusNames: Readonly<Record<number, string>> = {
  1: "AUTH_BADCRED",
  2: "AUTH_REJECTEDCRED",
  3: "AUTH_BADVERF",
  4: "AUTH_REJECTEDVERF",
  5: "AUTH_TOOWEAK",
  6: "AUTH_INVALIDRESP",
  7: "AUTH_FAILED",
  13: "RPCSEC_GSS_CREDPROBLEM",
  14: "RPCSEC_GSS_CTXPROBLEM",
};

const acceptStatusNames: Readonly<Record<number, string>> = {
  [acceptStatus.programUnavailable]: "PROG_UNAVAIL",
  [acceptStatus.programMismatch]: "PROG_MISMATCH",
  [acceptStatus.procedureUnavailable]: "PROC_UNAVAIL",
  [acceptStatus.garbageArguments]: "GARBAGE_ARGS",
  [acceptStatus.systemError]: "SYSTEM_ERR",
};

/** A call that the server refused before the program saw it (RFC 5531 §9). */
export class RpcError extends Error {
  override readonly name = "RpcError";
  /** The refusal's name in the RFC, such as `PROG_MISMATCH` or `AUTH_TOOWEAK`. */
  readonly refusal: string;

  constructor(refusal: string) {
    super(`The server refused the call with ${refusal}.`);
    this.refusal = refusal;
  }

  static denied(authStatus: number): RpcError {
    return new RpcError(authStatusNames[authStatus] ?? `authentication error ${authStatus}`);
  }

  static notAccepted(status: number): RpcError {
    return new RpcError(acceptStatusNames[status] ?? `accept status ${status}`);
  }

  /** Whether the server does not have the program, or not in this version. */
  get isVersionMissing(): boolean {
    return this.refusal === "PROG_UNAVAIL" || this.refusal === "PROG_MISMATCH";
  }

  /** Whether the server wants other credentials, or another source port. */
  get isAuthentication(): boolean {
    return /^(AUTH_|RPCSEC_GSS_|authentication)/.test(this.refusal);
  }
}
