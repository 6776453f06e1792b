import { appendFileSync, createWriteStream, readFileSync, renameSync } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type BackupCore, commandPart, createBackupCore, directoryPart, streamPart } from "@holdfast/core";
import { file } from "@holdfast/location-file";

/** The core of an appliance that several processes use one after the other; all its data is in files. */
export function smallAppliance(directory: string): BackupCore {
  const data = `${directory}/data`;
  const log = `${directory}/hooks`;
  return createBackupCore({
    system: { name: "fw-01", product: "test", version: "1.0", build: "7" },
    stateDir: `${directory}/state`,
    parts: [
      // What is left out of backups stays in its place, so that the exchange takes many steps.
      directoryPart({ id: "common", roots: [`${data}/tree`], exclude: ["kept"] }),
      directoryPart({ id: "whole", roots: [`${data}/whole`] }),
      commandPart({
        id: "database",
        backup: ["cat", `${data}/database`],
        restore: ["sh", "-c", 'cat > "$0.new"; sleep 0.1; mv "$0.new" "$0"', `${data}/database`],
      }),
      streamPart({
        id: "settings",
        open: () => Readable.from([readFileSync(`${data}/settings`)]),
        restore: async (content) => {
          await pipeline(content, createWriteStream(`${data}/settings.new`));
          renameSync(`${data}/settings.new`, `${data}/settings`);
        },
      }),
    ],
    locations: [file],
    restore: {
      stop: async () => appendFileSync(log, "stop\n"),
      start: async () => appendFileSync(log, "start\n"),
    },
    settings: { pipeline: { sliceSize: 16_384, volumeSize: 65_536, buffers: 3, workers: 1 } },
  });
}
