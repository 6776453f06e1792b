import { HoldfastError, type Message, remedyFor } from "@holdfast/core";

const cliMessages = {
  "holdfast.cli.usage": {
    text: "The command line is wrong: {0}.",
    remedy: "Run the command with --help to see how it is used.",
  },
  "holdfast.cli.file-unreadable": {
    text: "{0} {1} cannot be read: {2}.",
    remedy: "Check the path and its permissions.",
  },
  "holdfast.cli.file-unwritable": {
    text: "{0} {1} cannot be written: {2}.",
    remedy: "Check the path and its permissions.",
  },
  "holdfast.cli.no-users": {
    text: "The users file {0} cannot be read: {1}.",
    remedy: "Add a user with `holdfast user`, or correct the path in the configuration.",
  },
  "holdfast.cli.no-user": {
    text: "There is no user {0} in {1}.",
    remedy: "Check the name, and the configuration that names the file.",
  },
  "holdfast.cli.file-too-long": {
    text: "{0} {1} has more than {2} bytes.",
    remedy: "Name the file that was meant.",
  },
  "holdfast.cli.not-text": {
    text: "{0} {1} is not UTF-8 text.",
    remedy: "Name the file that was meant, or write the secret again.",
  },
  "holdfast.cli.empty-secret": {
    text: "{0} {1} is empty.",
    remedy: "Write the secret into it, or leave the option or the variable out.",
  },
  "holdfast.cli.standard-input-twice": {
    text: "Standard input can be read once, but is named by {0}.",
    remedy: "Put all but one of them into files.",
  },
  "holdfast.cli.no-location": {
    text: "The command line is wrong: {0} is missing, and no configuration names a default location.",
    remedy: "Give a location such as sftp://host/directory or file:///directory.",
  },
  "holdfast.cli.no-target": {
    text: "The command line is wrong: it does not say where to restore to.",
    remedy:
      "Name an empty or new directory with --target; or restore into the appliance with --config and --appliance.",
  },
  "holdfast.cli.paths-and-config": {
    text: "The command line names paths and a configuration, which has parts of its own.",
    remedy:
      "Leave out the paths, and choose among the configuration's parts with --part; or leave out --config.",
  },
  "holdfast.cli.config-not-json": {
    text: "{0}: the text {1}.",
    remedy: "Write JSON; comments and a comma after the last member are allowed.",
  },
  "holdfast.cli.config-invalid": {
    text: "{0}: {1} {2}.",
    remedy: "An editor that knows holdfast.config.schema.json shows what is possible.",
  },
  "holdfast.cli.config-refused": {
    text: "{0}: this cannot be used, for the reason that follows.",
    remedy: "",
  },
  "holdfast.cli.config-part-kind": {
    text: "{0}: the part {1} must have exactly one of directories, files and backup.",
    remedy: "Describe each kind of source as a part of its own.",
  },
  "holdfast.cli.config-directories-only": {
    text: "{0}: {1} belongs to parts with directories only.",
    remedy: "Leave it out.",
  },
  "holdfast.cli.config-backup-only": {
    text: "{0}: restore belongs to parts with a backup command only; files are restored without one.",
    remedy: "Leave it out.",
  },
  "holdfast.cli.config-plugin": {
    text: "{0}: the plugin {1} cannot be loaded: {2}.",
    remedy: "Install it where the configuration file lies, or correct its name; a path starts with ./",
  },
  "holdfast.cli.config-no-plugin": {
    text: "{0}: {1} exports no location plugin for contract 1.",
    remedy: "Name a package that is one, in a version for this Holdfast.",
  },
  "holdfast.cli.config-no-location": {
    text: "{0}: there is no location {1} among locations, but: {2}.",
    remedy: "Name one of them, or describe it there.",
  },
  "holdfast.cli.not-an-identity": {
    text: "Line {1} of {0} is not an age identity.",
    remedy:
      "Name the file that age-keygen wrote: lines that start with AGE-SECRET-KEY-1, and comments with #.",
  },
  "holdfast.cli.no-identity": {
    text: "There is no age identity in {0}.",
    remedy: "Name the file that age-keygen wrote: it has a line that starts with AGE-SECRET-KEY-1.",
  },
  "holdfast.cli.terminal-output": {
    text: "A zip or tar file is not for a terminal.",
    remedy: "Send standard output to a file, as in holdfast export … > archive.zip",
  },
  "holdfast.cli.no-new-password": {
    text: "There is no new backup password.",
    remedy: "Name a file that has it with --new-password-file.",
  },
  "holdfast.cli.no-archives": {
    text: "There are no archives of {0} at this location.",
    remedy: "Check the location, or name another system with --system.",
  },
  "holdfast.cli.other-systems": {
    text: "There are no archives of {0} at this location, but of {1}.",
    remedy: "Name one of these systems with --system.",
  },
  "holdfast.cli.digests-only": {
    text: "Only digests were compared: without a key, nothing can be opened, and the manifest is not authentic.",
    remedy: "Give the backup password with --encrypt-password-file, or an age identity with --identity.",
  },
  "holdfast.cli.cancelled": {
    text: "Ended by a signal.",
    remedy: "",
  },
  "holdfast.cli.unexpected": {
    text: "The command failed for a reason that it does not know: {0}.",
    remedy:
      "Report this text with the command's arguments and what `holdfast --version` and `node --version` say.",
  },
} as const;

/** The id of a message that only the command line says. */
export type CliMessageId = keyof typeof cliMessages;

/** A message of the command line with its arguments filled in. */
export function cliMessage(id: CliMessageId, ...args: readonly (string | number)[]): Message {
  const texts = args.map(String);
  const filled = cliMessages[id].text.replace(
    /\{(\d+)\}/g,
    (whole, index: string) => texts[Number(index)] ?? whole,
  );
  return { id, default_message: filled, args: texts };
}

/** The error for a command line, an environment or a file of secrets that cannot be used. */
export function usageError(id: CliMessageId, ...args: readonly (string | number)[]): HoldfastError {
  return new HoldfastError([cliMessage(id, ...args)], { errorType: "INVALID_ARGUMENT" });
}

/** What the reader of a message, the engine's or ours, can do about it; `""` for nothing. */
export function remedyOf(message: Message): string {
  return Object.hasOwn(cliMessages, message.id)
    ? cliMessages[message.id as CliMessageId].remedy
    : remedyFor(message);
}
