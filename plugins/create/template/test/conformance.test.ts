import { test } from "node:test";
import { connectContext, type Harness, testConformance } from "@holdfast/conformance";
import { shelf } from "../src/index.ts";

/**
 * Cases that cannot apply, because there is no network and no login yet. As your protocol comes,
 * give the harness its hooks (usesNetwork, wrongCredentials, unreachable, disconnect, restart, full, hostile…)
 * and take the names away: a case that begins to apply fails until you do.
 */
const inapplicable: readonly string[] = [
  "free-space",
  "many-volumes",
  ...["wrong-credentials", "untrusted-peer", "impostor"],
  ...["resolve", "unreachable", "disconnect", "killed-put", "killed-get"],
  ...["suspend", "suspend-put", "suspend-get", "suspend-connect", "suspend-abort"],
  ...["full", "full-parallel", "read-only"],
  ...["hostile-endless-reply", "hostile-endless-listing", "hostile-strange-names"],
  ...["hostile-short-file", "hostile-short-put"],
];

let directories = 0;
const harness: Harness = {
  plugin: shelf,
  inapplicable,
  capabilities: {
    read: true,
    readFromOffset: true,
    list: true,
    remove: true,
    atomicPut: true,
    atomicRename: true,
    freeSpace: false,
    operationsPerSession: 4,
    sessions: 4,
  },
  address: () => ({ location: `shelf:///test-${(directories += 1)}`, type: "SHELF", options: {} }),
  context: connectContext,
};

testConformance({ test }, harness);
