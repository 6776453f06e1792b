/** What every script begins with: messages in English, and files for the user alone. */
const preamble = "LC_ALL=C; export LC_ALL; umask 077; ";

/** A word of a shell's command line that stands for exactly these characters (POSIX.1-2017, Shell, §2.2.2). */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/**
 * The command line that runs a script in `sh`. The arguments are its `$1`, `$2` and
 * so on: no shell reads anything in them.
 *
 * @param script one line
 */
export function scriptLine(script: string, ...args: readonly string[]): string {
  return ["exec sh -c", quoted(preamble + script), "sh", ...args.map(quoted)].join(" ");
}
