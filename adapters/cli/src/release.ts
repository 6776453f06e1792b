import { readFileSync } from "node:fs";

const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  version: string;
};

/** The version of this release. */
export const version: string = manifest.version;

/** The build of this release, as job ids carry it. */
export const build: string = "1";
