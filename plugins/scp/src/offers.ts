import { type ConnectContext, isLocationError } from "@holdfast/contract";
import { printable } from "@holdfast/contract/peer";
import type { CommandHost } from "./command-host.ts";
import { OutputReader } from "./output-reader.ts";
import type { RemoteCommand } from "./remote-command.ts";
import { scriptLine } from "./shell.ts";

/** What all scripts together use; `[`, `cd`, `printf` and the like are the shell's own. */
const programs = ["scp", "mkdir", "mv", "rm", "rmdir", "ls", "df", "dirname", "tail", "head"] as const;

/** Text that comes back unchanged from a shell whose words are quoted as POSIX says, and from no other. */
const proof = `it's $HOME "\\" \`id\` %s * !`;

const mostOutput = 4096;

const ask = [
  `printf "%s\\n" "$1"`,
  `for program in ${programs.join(" ")}; do command -v "$program" >/dev/null 2>&1 && printf "%s\\n" "$program"; done`,
  `[ "$(printf abc | tail -c +2 | head -c 1)" = b ] && printf "ranges\\n"`,
  `exit 0`,
].join("; ");

/** What commands can do on a server. */
export interface CommandOffers {
  /** Storing and fetching whole files. */
  readonly transfer: boolean;
  /** Everything else but parts of files. */
  readonly directories: boolean;
  /** Fetching parts of files. */
  readonly ranges: boolean;
}

const nothing: CommandOffers = { transfer: false, directories: false, ranges: false };

/** The command line that {@link commandOffers} runs. */
export const askingLine: string = scriptLine(ask, proof);

/**
 * Asks what there is. A server that runs no commands for this user, or has no POSIX
 * shell, offers nothing.
 *
 * @throws LocationError when the connection breaks; or the signal's reason
 */
export async function commandOffers(
  host: CommandHost,
  log: ConnectContext["log"],
  signal: AbortSignal,
): Promise<CommandOffers> {
  const output = await answer(host, signal);
  if (output === undefined) return nothing;
  const [echo, ...found] = output.split("\n");
  if (echo !== proof) {
    if (output !== "")
      log.warn(
        `The server's commands are not used: asked to print a text, its shell said “${printable(output)}”.`,
      );
    return nothing;
  }
  const has = (...names: readonly string[]): boolean => names.every((name) => found.includes(name));
  return {
    transfer: has("scp", "mkdir", "mv", "rm"),
    directories: has("mv", "rm", "rmdir", "ls", "df", "dirname"),
    ranges: has("ls", "ranges"),
  };
}

async function answer(host: CommandHost, signal: AbortSignal): Promise<string | undefined> {
  let command: RemoteCommand | undefined;
  try {
    command = await host.start(askingLine, signal);
    // Where something else runs in the shell's place, such as an SFTP server, this ends it.
    command.endInput();
    const output = await new OutputReader(command).all(mostOutput);
    await command.exit();
    return output;
  } catch (error) {
    if (command !== undefined) host.kill(command);
    // Refused, as a whole or because the SFTP channel is the only one that is allowed.
    if (isLocationError(error) && (error.code === "unsupported" || error.code === "busy")) return undefined;
    throw error;
  }
}
