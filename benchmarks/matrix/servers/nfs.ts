import { isMissing } from "@holdfast/testservers";
import { startGanesha } from "@holdfast/testservers/ganesha";
import type { Subject } from "../subject.ts";

/** NFS-Ganesha over both versions. */
export const subjects: readonly Subject[] = ["3", "4.1"].map((vers) => ({
  type: "NFS",
  server: `nfs-ganesha, version ${vers}`,
  async start() {
    const server = await startGanesha();
    if (isMissing(server)) return server;
    const origin = `nfs://127.0.0.1:${server.port}`;
    return {
      url: (directory) => `${origin}${server.export.path}/${directory}`,
      args: ["--option", `vers=${vers}`, "--option", `mountport=${server.mountPort}`],
      restart: () => server.restart(),
      full: () => Promise.resolve({ url: `${origin}${server.small.path}/full` }),
      lists: true,
      stop: () => server.stop(),
    };
  },
}));
