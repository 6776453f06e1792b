/** SSH_FX codes: version 3 (draft-ietf-secsh-filexfer-02 §7), and those of later versions that some servers send. */
export const statusCode = {
  ok: 0,
  endOfFile: 1,
  noSuchFile: 2,
  permissionDenied: 3,
  failure: 4,
  badMessage: 5,
  noConnection: 6,
  connectionLost: 7,
  unsupported: 8,
  noSuchPath: 10,
  alreadyExists: 11,
  writeProtected: 12,
  noSpace: 14,
  quotaExceeded: 15,
  directoryNotEmpty: 18,
  notADirectory: 19,
  invalidName: 20,
  isADirectory: 24,
} as const;

/** A STATUS answer other than OK. */
export class StatusError extends Error {
  override readonly name = "StatusError";
  readonly code: number;

  /** @param text what the server said, fit to print */
  constructor(code: number, text: string) {
    super(text);
    this.code = code;
  }
}

/** Whether a value is a STATUS answer with one of the codes. */
export function isStatus(error: unknown, ...codes: readonly number[]): error is StatusError {
  return error instanceof StatusError && codes.includes(error.code);
}
