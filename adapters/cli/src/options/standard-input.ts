import { usageError } from "../output/messages.ts";

/** Stands for standard input where an option names a file. */
export const standardInput = "-";

const fileOptions: Readonly<Record<string, string>> = {
  config: "--config",
  passwordFile: "--password-file",
  keyFile: "--key-file",
  knownHosts: "--known-hosts",
  caFile: "--ca-file",
  encryptPasswordFile: "--encrypt-password-file",
  newPasswordFile: "--new-password-file",
  identity: "--identity",
};

/**
 * Standard input has one end, so one option at most may name it.
 *
 * @throws HoldfastError `holdfast.cli.standard-input-twice`
 */
export function refuseSharedStandardInput(options: Readonly<Record<string, unknown>>): void {
  const named = Object.entries(fileOptions).filter(([name]) => options[name] === standardInput);
  if (named.length < 2) return;
  throw usageError("holdfast.cli.standard-input-twice", named.map(([, flag]) => flag).join(" and "));
}
