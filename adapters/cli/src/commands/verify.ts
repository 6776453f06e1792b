import type { Command } from "commander";
import { useCore } from "../core.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { chooseAppliance } from "../options/appliance.ts";
import { addArchiveOptions, type ArchiveOptions, archiveRequest } from "../options/archive.ts";
import { addFollowOption } from "../options/output.ts";
import { cliMessage } from "../output/messages.ts";
import { formatBytes } from "../output/quantities.ts";
import type { Act, Session } from "./command.ts";

/** Adds `holdfast verify`. */
export function defineVerify(program: Command, act: Act): void {
  const command = program
    .command("verify")
    .description("read all of an archive and prove it, as far as the key goes");
  addArchiveOptions(command);
  addFollowOption(command);
  command.action((archive: string, options: ArchiveOptions) =>
    act((session) => verify(archive, options, session)),
  );
}

async function verify(
  archive: string,
  options: ArchiveOptions,
  { output, interrupts }: Session,
): Promise<ExitCode> {
  const appliance = await chooseAppliance(options);
  const request = await archiveRequest(archive, options, appliance);
  return useCore(interrupts, { appliance, output }, async (core) => {
    const report = await core.verify(request, (volumes, of) => {
      output.progress({ phase: "verifying", percent: Math.floor((volumes / of) * 100) });
      output.event({ volumes, of });
    });
    output.result(report);
    if (report.extent === "digests") output.say(cliMessage("holdfast.cli.digests-only"));
    const amount = `${report.volumes} volumes, ${formatBytes(report.stored)}`;
    const proof = report.extent === "digests" ? "have the right digests" : "could be opened and decompressed";
    output.note(`Archive ${report.archive}: all ${amount}, ${proof}.`);
    return exitCodes.done;
  });
}
