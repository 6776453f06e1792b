import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { smallBytes, type Subject } from "../subject.ts";

/** A directory of this machine. */
export const subjects: readonly Subject[] = [
  {
    type: "FILE",
    server: "local directory",
    async start() {
      if (process.getuid?.() !== 0) return { missing: "only root can make small file systems" };
      const root = await mkdtemp(join(tmpdir(), "holdfast-matrix-file-"));
      const small = join(root, "small");
      await mkdir(small);
      // The file system lasts as long as the command that sees it.
      const script = `mount -t tmpfs -o size=${smallBytes} tmpfs ${small} && exec "$@"`;
      return {
        url: (directory) => `file://${root}/${directory}`,
        args: [],
        full: () =>
          Promise.resolve({
            url: `file://${small}`,
            prefix: ["unshare", "--mount", "sh", "-c", script, "sh"],
          }),
        lists: true,
        stop: () => rm(root, { recursive: true }),
      };
    },
  },
];
