import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, test } from "vitest";
import { connectContext, type Harness, testConformance } from "@holdfast/conformance";
import { capabilities } from "@holdfast/contract";
import { file } from "@holdfast/location-file";

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "holdfast-file-"));
});
afterAll(() => rm(root, { recursive: true }));

/** There is no peer; full and read-only directories have a test of their own. */
const inapplicable = [
  "parallel-sessions",
  "wrong-credentials",
  "untrusted-peer",
  "impostor",
  "unreachable",
  "resolve",
  "full",
  "full-parallel",
  "read-only",
  "disconnect",
  "killed-put",
  "killed-get",
  "suspend",
  "suspend-put",
  "suspend-get",
  "suspend-connect",
  "suspend-abort",
  "hostile-endless-reply",
  "hostile-endless-listing",
  "hostile-strange-names",
  "hostile-short-file",
  "hostile-short-put",
];

describe.each(["URL", "path"])("a file location given as a %s", (form) => {
  const harness: Harness = {
    plugin: file,
    capabilities: capabilities({
      read: true,
      readFromOffset: true,
      list: true,
      remove: true,
      atomicPut: true,
      atomicRename: true,
      freeSpace: true,
      operationsPerSession: 4,
    }),
    async address() {
      const directory = await mkdtemp(join(root, "a directory %41-"));
      return {
        location: form === "URL" ? pathToFileURL(directory).href : directory,
        type: "FILE",
        options: {},
      };
    },
    context: connectContext,
    ...(form === "path"
      ? { volumesBytes: 512 * 1024 * 1024, inapplicable }
      : { inapplicable: [...inapplicable, "many-volumes"] }),
  };

  testConformance({ test }, harness);
});
