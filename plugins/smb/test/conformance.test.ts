import { conformanceCases, givenCredentials, type Harness, runCase } from "@holdfast/conformance";
import { smb } from "@holdfast/location-smb";
import { describeWith, freePort } from "@holdfast/testservers";
import { sambaConfigurations, type SambaServer, startSamba } from "@holdfast/testservers/samba";
import { basename } from "node:path";
import { afterAll, describe, test } from "vitest";
import { addressOn, contextFor } from "./connecting.ts";

interface Variant {
  readonly title: string;
  readonly config: readonly string[];
  readonly options: Readonly<Record<string, string>>;
}

const { "for old clients": _, ...current } = sambaConfigurations;

const variants: readonly Variant[] = [
  ...Object.entries(current).map(([title, config]) => ({ title, config, options: {} })),
  {
    title: "signed with AES-CMAC, two requests of 64 KiB at a time",
    config: ["server smb3 signing algorithms = AES-128-CMAC"],
    options: { encryption: "on-demand", "request-size": "64", window: "128" },
  },
];

function harnessFor(server: SambaServer, { options }: Variant): Harness {
  let directories = 0;
  return {
    plugin: smb,
    usesNetwork: true,
    capabilities: {
      read: true,
      readFromOffset: true,
      list: true,
      remove: true,
      atomicPut: true,
      atomicRename: true,
      freeSpace: true,
      operationsPerSession: 2,
      sessions: 4,
    },
    address: () => addressOn(server, { directory: `case-${++directories}`, options }),
    context: (changes) => contextFor(server, changes),
    wrongCredentials: () =>
      contextFor(server, { credentials: givenCredentials({ password: "Not-The-Password" }) }),
    unreachable: async () => addressOn(server, { port: await freePort() }),
    full: async () => {
      const directory = basename(await server.smallDirectory(4 * 1024 * 1024));
      return addressOn(server, { directory, options });
    },
    readOnly: () => addressOn(server, { share: server.readOnlyShare, options }),
    disconnect: server.disconnect,
    suspend: server.suspend,
    resume: server.resume,
  };
}

for (const variant of variants) {
  await describeWith(
    { describe, test, afterAll },
    "samba",
    () => startSamba(variant),
    (server) => {
      describe(variant.title, () => {
        const harness = harnessFor(server, variant);
        for (const each of conformanceCases) {
          test(each.title, async ({ skip }) => {
            const { notApplicable } = await runCase(each, harness);
            if (notApplicable !== undefined) skip(notApplicable);
          });
        }
      });
    },
  );
}
