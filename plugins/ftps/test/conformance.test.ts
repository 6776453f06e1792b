import { conformanceCases, givenCredentials, type Harness, runCase } from "@holdfast/conformance";
import type { LocationAddress, Trust } from "@holdfast/contract";
import { ftps } from "@holdfast/location-ftps";
import { describeWith, freePort, type FtpServer, type FtpTls } from "@holdfast/testservers";
import { chmod, mkdtemp } from "node:fs/promises";
import { basename, join } from "node:path";
import { afterAll, describe, test } from "vitest";
import { addressOn, contextFor } from "./connecting.ts";
import { kinds } from "./servers.ts";

interface Variant {
  readonly title: string;
  readonly options: Readonly<Record<string, string>>;
  trust(server: FtpServer): Trust;
}

const variants: readonly Variant[] = [
  {
    title: "TLS 1.3, by its authority",
    options: {},
    trust: ({ identity }) => ({ caPem: identity?.caPem ?? "" }),
  },
  {
    title: "TLS 1.2, by its fingerprint",
    options: { "tls-max-version": "1.2" },
    trust: ({ identity }) => ({ tlsFingerprint: identity?.fingerprint ?? "" }),
  },
];

function harnessFor(server: FtpServer, tls: FtpTls, { options, trust }: Variant): Harness {
  let directories = 0;
  const address = (directory: string): LocationAddress => addressOn(server, tls, { directory, options });
  const trusting = { trust: trust(server) };
  return {
    plugin: ftps,
    usesNetwork: true,
    capabilities: {
      read: true,
      readFromOffset: true,
      list: true,
      remove: true,
      atomicPut: true,
      atomicRename: true,
      freeSpace: false,
      operationsPerSession: 1,
      sessions: 4,
    },
    address: () => address(`${Object.keys(options).length}-case-${(directories += 1)}`),
    context: (changes) => contextFor(server, { ...trusting, ...changes }),
    wrongCredentials: () =>
      contextFor(server, { ...trusting, credentials: givenCredentials({ password: "wrong-password" }) }),
    untrusting: () => contextFor(server, { trust: {} }),
    unreachable: async () => addressOn(server, tls, { port: await freePort() }),
    full: async () => address(basename(await server.smallDirectory(4 * 1024 * 1024))),
    readOnly: async () => {
      const directory = await mkdtemp(join(server.directory, "read-only-"));
      await chmod(directory, 0o555);
      return address(basename(directory));
    },
    disconnect: server.disconnect,
    suspend: server.suspend,
    resume: server.resume,
  };
}

for (const { name, tls, start } of kinds) {
  await describeWith({ describe, test, afterAll }, name, start, (server) => {
    describe.each(variants)(`${tls} TLS, $title`, (variant) => {
      const harness = harnessFor(server, tls, variant);
      for (const each of conformanceCases) {
        test(each.title, async ({ skip }) => {
          const { notApplicable } = await runCase(each, harness);
          if (notApplicable !== undefined) skip(notApplicable);
        });
      }
    });
  });
}
