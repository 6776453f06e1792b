import { type ConnectContext, LocationError } from "@holdfast/contract";
import ssh2, { type AnyAuthMethod, type ParsedKey } from "ssh2";

/**
 * Asks for the credentials, once, and gives the ways to log in that they allow,
 * in the order in which they are tried.
 *
 * @throws LocationError `unauthenticated` when there are none, or the private key cannot be read
 */
export async function loginMethods(
  user: string,
  credentials: ConnectContext["credentials"],
): Promise<readonly AnyAuthMethod[]> {
  const methods: AnyAuthMethod[] = [];
  const privateKey = await credentials.privateKey();
  if (privateKey !== undefined) {
    const key = parsePrivateKey(privateKey.key.reveal(), privateKey.passphrase?.reveal());
    methods.push({ type: "publickey", username: user, key });
  }
  const secret = await credentials.password();
  if (secret !== undefined) {
    const password = secret.reveal();
    methods.push({ type: "password", username: user, password });
    methods.push({
      type: "keyboard-interactive",
      username: user,
      prompt: (_name, _instructions, _language, prompts, finish) => {
        // Only a single hidden question can be the one for the password.
        const [first, ...others] = prompts;
        finish(first?.echo === false && others.length === 0 ? [password] : prompts.map(() => ""));
      },
    });
  }
  if (methods.length > 0) return methods;
  throw refused("Neither a password nor a private key was given.");
}

function parsePrivateKey(text: string, passphrase: string | undefined): ParsedKey {
  const key: ParsedKey | Error = [ssh2.utils.parseKey(text, passphrase)].flat()[0] as ParsedKey | Error;
  if (key instanceof Error) throw refused(`The private key cannot be used: ${whyUnusable(key)}.`);
  if (!key.isPrivateKey()) throw refused("The private key cannot be used: it is a public key.");
  return key;
}

/** In words of our own: ssh2's may contain what it read. */
function whyUnusable({ message }: Error): string {
  if (message.includes("no passphrase given")) return "it is encrypted and no passphrase was given";
  if (/integrity check failed|bad passphrase/i.test(message)) return "its passphrase is wrong";
  return "it is damaged or in a form that is not supported; `ssh-keygen -p` writes OpenSSH's form";
}

/**
 * Tries the methods one after the other, leaving out those that the server does
 * not offer; several of them where the server wants more than one.
 */
export class LoginAttempts {
  readonly #remaining: AnyAuthMethod[];
  readonly #tried: string[] = [];
  #offered: readonly string[] = [];

  constructor(methods: readonly AnyAuthMethod[]) {
    this.#remaining = [...methods];
  }

  /** ssh2's authHandler; `null` is its word for not knowing yet what the server offers. */
  next(offered: readonly string[] | null): AnyAuthMethod | false {
    if (offered !== null) this.#offered = offered;
    const index = this.#remaining.findIndex((method) => offered === null || offered.includes(method.type));
    if (index === -1) return false;
    const [method] = this.#remaining.splice(index, 1) as [AnyAuthMethod];
    this.#tried.push(method.type);
    return method;
  }

  /** What to tell when none of them was enough. */
  refusal(): LocationError {
    const tried = this.#tried.join(", ") || "nothing";
    const offered = this.#offered
      .map((name) => name.replace(/[^\w@.-]/g, "?"))
      .slice(0, 10)
      .join(", ");
    return refused(
      `The server refused the login. Tried: ${tried}. The server offers: ${offered || "not known"}.`,
    );
  }
}

function refused(message: string): LocationError {
  return new LocationError({ code: "unauthenticated", retry: "never", message });
}
