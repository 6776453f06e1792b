import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Program } from "./debian.ts";

const run = promisify(execFile);

/** A key pair as ssh-keygen makes it. */
export interface SshKeyPair {
  /** OpenSSH private key. */
  readonly privateKey: string;
  /** `<type> <base64>`, without a comment. */
  readonly publicKey: string;
  /** `SHA256:…`, as `ssh-keygen -l` prints it. */
  readonly fingerprint: string;
}

/** Makes a key pair with ssh-keygen. */
export async function makeKeyPair(
  keygen: Program,
  type: "ed25519" | "rsa" | "ecdsa",
  passphrase = "",
): Promise<SshKeyPair> {
  const directory = await mkdtemp(join(tmpdir(), "holdfast-ssh-key-"));
  try {
    const file = join(directory, "key");
    await run(keygen.path, ["-q", "-t", type, "-N", passphrase, "-C", "", "-f", file], { env: keygen.env });
    const publicKey = (await readFile(`${file}.pub`, "utf8")).trim();
    const blob = Buffer.from(publicKey.split(" ")[1] ?? "", "base64");
    const digest = createHash("sha256").update(blob).digest("base64").replace(/=+$/, "");
    return { privateKey: await readFile(file, "utf8"), publicKey, fingerprint: `SHA256:${digest}` };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
