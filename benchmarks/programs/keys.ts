import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** Whom benchmarks seal for. */
export const recipient = "age1qk6kxu6tu4ez26842znkrfjgqhynskwzmqad6ux0hudmd0efj59q75xnx9";

/** Whose recipient that is. It protects nothing. */
const identity = "AGE-SECRET-KEY-1EU8CFRYJW8K9NLJV058GZHZF98QT8Y0WLYESH8CJ23E4KH2330RQNG39K3";

/** What benchmarks seal with. It keeps the policy for backup passwords. */
export const password = "Benchmark-1";

/** Writes the identity as an age identity file. @returns its path */
export function identityFile(directory: string): string {
  const file = join(directory, "identity.txt");
  writeFileSync(file, `${identity}\n`, { mode: 0o600 });
  return file;
}
