/** A reply of the server (RFC 959 §4.2). */
export interface Reply {
  /** Its three digits. */
  readonly code: number;
  /** All its lines, code included, separated by `\n`. */
  readonly text: string;
}

/** Whether the command was carried out (2yz). */
export function isDone({ code }: Reply): boolean {
  return code >= 200 && code < 300;
}
