import { basename } from "node:path";
import { isMissing } from "@holdfast/testservers";
import { startSamba } from "@holdfast/testservers/samba";
import { smallBytes, type Subject } from "../subject.ts";

/** Samba in the configurations that must work. */
export const subjects: readonly Subject[] = [
  subject("default", []),
  subject("signing required", ["server signing = mandatory"]),
  subject("encryption required", ["server smb encrypt = required", "server min protocol = SMB3_11"]),
  subject("SMB 2.1", ["server max protocol = SMB2_10"]),
];

function subject(name: string, config: readonly string[]): Subject {
  return {
    type: "SMB",
    server: `samba, ${name}`,
    async start() {
      const server = await startSamba({ config });
      if (isMissing(server)) return server;
      const url = (directory: string): string =>
        `smb://127.0.0.1:${server.port}/${server.share}/${directory}`;
      return {
        url,
        login: server,
        args: [],
        restart: () => server.restart(),
        full: async () => ({ url: url(basename(await server.smallDirectory(smallBytes))) }),
        lists: true,
        stop: () => server.stop(),
      };
    },
  };
}
