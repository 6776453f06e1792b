import type { TlsIdentity } from "../tls-identity.ts";
import { type FtpAnswer, ScriptedFtpServer } from "./scripted-ftp.ts";

/** FTP servers that misbehave, as the conformance kit's hooks of the same names describe them. */
export interface HostileFtpServers {
  readonly endlessReply: ScriptedFtpServer;
  readonly endlessListing: ScriptedFtpServer;
  readonly strangeNames: ScriptedFtpServer;
  readonly shortFile: ScriptedFtpServer;
  readonly shortPut: ScriptedFtpServer;
  stop(): Promise<void>;
}

const line = (name: string): string => `type=file;size=1; ${name}\r\n`;
const manyNames = 600_000;

/**
 * @param names that no directory can hold
 * @param identity for implicit TLS; without it there is none
 */
export async function startHostileFtpServers(
  names: readonly string[],
  identity?: TlsIdentity,
): Promise<HostileFtpServers> {
  const start = (answers: Readonly<Record<string, FtpAnswer>> = {}): Promise<ScriptedFtpServer> =>
    ScriptedFtpServer.start(answers, undefined, identity);
  const servers = {
    endlessReply: await start({ STOR: () => `150-${"and on\r\n".repeat(20_000)}` }),
    endlessListing: await start(),
    strangeNames: await start(),
    shortFile: await start({ SIZE: () => "213 10000\r\n" }),
    shortPut: await start({ SIZE: () => "213 1000\r\n" }),
  };
  servers.endlessListing.content = Buffer.from(line("volume").repeat(manyNames));
  servers.endlessListing.holdsData = true;
  servers.strangeNames.content = Buffer.from(["ordinary", ...names].map(line).join(""));
  servers.shortFile.content = Buffer.alloc(100);
  const stop = async (): Promise<void> => {
    await Promise.all(Object.values(servers).map((server) => server.stop()));
  };
  return { ...servers, stop };
}
