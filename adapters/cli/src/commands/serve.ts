import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type BackupCore, createBackupCore, isHoldfastError } from "@holdfast/core";
import type { RestServer, TlsIdentity, UserDirectory } from "@holdfast/rest";
import { type Command, Option } from "commander";
import type { Appliance } from "../appliance.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { chooseAppliance } from "../options/appliance.ts";
import { given } from "../options/given.ts";
import { wholeNumber } from "../options/option-values.ts";
import { usageError } from "../output/messages.ts";
import type { Output } from "../output/output.ts";
import type { Act } from "./command.ts";

interface ServeOptions {
  readonly config: string;
  readonly host?: string;
  readonly port?: number;
  readonly logLevel: string;
}

type Rest = typeof import("@holdfast/rest");

/** Adds `holdfast serve`. */
export function defineServe(program: Command, act: Act): void {
  program
    .command("serve")
    .description("serve the vSphere recovery API of an appliance, and run its schedules")
    .requiredOption("--config <file>", "configuration of the appliance")
    .option("--host <address>", "address to listen on, in place of the configuration's")
    .option("--port <number>", "port to listen on, in place of the configuration's", wholeNumber)
    .addOption(
      new Option("--log-level <level>", "how much is logged, as JSON lines on stdout")
        .choices(["error", "warn", "info", "debug", "silent"])
        .default("info"),
    )
    .action((options: ServeOptions) => act(({ output }) => serve(options, output)));
}

async function serve(options: ServeOptions, output: Output): Promise<ExitCode> {
  const appliance = await chooseAppliance(options);
  // The server is loaded when it is needed: other commands start faster without it.
  const rest = await import("@holdfast/rest");
  const users = await readUsers(rest, appliance.serve.users);
  const tls = await tlsIdentity(rest, appliance);
  const log = rest.createLog(options.logLevel);
  const { system, stateDir, parts, plugins: locations, settings, restore } = appliance;
  const core = createBackupCore({ system, stateDir, parts, locations, settings, restore, log });
  const { host, port } = { ...appliance.serve, ...given({ host: options.host, port: options.port }) };
  try {
    await healRestore(core, output);
    const server = await rest.startRestServer(core, { users, tls, host, port, log });
    core.startSchedules();
    await untilSignal(server, appliance, output);
  } finally {
    await core.close();
  }
  return exitCodes.done;
}

/** What a restore left half done is put right before the appliance is served. */
async function healRestore(core: BackupCore, output: Output): Promise<void> {
  try {
    for (const message of await core.healRestore()) output.say(message);
  } catch (error) {
    // Another process has a job under way, which did the same before.
    if (!isHoldfastError(error) || error.errorType !== "FEATURE_IN_USE") throw error;
  }
}

async function untilSignal(server: RestServer, appliance: Appliance, output: Output): Promise<void> {
  // Before anybody is told that it runs.
  const ending = endingSignal();
  tell(server, appliance, output);
  const signal = await ending;
  output.note(`Ending on ${signal}: what is under way is answered, and a running backup is cancelled.`);
  await server.close();
}

async function readUsers(rest: Rest, file: string): Promise<UserDirectory> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw usageError("holdfast.cli.no-users", file, String((error as NodeJS.ErrnoException).code));
  }
  return rest.parseUsers(file, text);
}

function tlsIdentity(rest: Rest, { serve, stateDir, system }: Appliance): Promise<TlsIdentity> {
  if (serve.tls !== undefined) return rest.readTlsFiles(serve.tls);
  return rest.selfSignedIdentity(join(stateDir, "tls"), system.name);
}

function tell({ url, fingerprint }: RestServer, { system }: Appliance, output: Output): void {
  output.note(`Serving the recovery API of ${system.name} on ${url}.`);
  output.note(`The certificate's SHA-256 fingerprint is ${fingerprint}.`);
  output.event({ url, fingerprint });
}

/** The first signal ends the server in peace; a second one finds no listener, and ends the process. */
async function endingSignal(): Promise<string> {
  const signals = ["SIGINT", "SIGTERM"] as const;
  const ended = new AbortController();
  const first = await Promise.race(
    signals.map(async (signal) => {
      await once(process, signal, { signal: ended.signal });
      return signal;
    }),
  );
  ended.abort();
  return first;
}
