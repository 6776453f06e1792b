import { conformanceCases, connectContext, type Harness, runCase } from "@holdfast/conformance";
import { nfs } from "@holdfast/location-nfs";
import { describeWith, freePort, startTcpProxy, type TcpProxy } from "@holdfast/testservers";
import { type GaneshaServer, startGanesha } from "@holdfast/testservers/ganesha";
import { afterAll, describe, test } from "vitest";
import { addressOn } from "./connecting.ts";

interface Variant {
  readonly title: string;
  readonly options: Readonly<Record<string, string>>;
}

/** @param proxy in front of the server, which has one process for all connections and cannot cut them */
function harnessFor(server: GaneshaServer, proxy: TcpProxy, { options }: Variant): Harness {
  let directories = 0;
  return {
    plugin: nfs,
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
    address: () => addressOn(server, { port: proxy.port, directory: `case-${++directories}`, options }),
    context: connectContext,
    unreachable: async () => addressOn(server, { port: await freePort(), options }),
    full: () => addressOn(server, { export: server.small, directory: `case-${++directories}`, options }),
    readOnly: () => addressOn(server, { export: server.readOnly, options }),
    disconnect: proxy.disconnect,
    suspend: server.suspend,
    resume: server.resume,
  };
}

const small = { "request-size": "32", window: "64" };
const variants: readonly Variant[] = [
  { title: "version 4.1, which is negotiated", options: {} },
  { title: "version 4.1, two requests of 32 KiB at a time", options: { vers: "4.1", ...small } },
  { title: "version 3", options: { vers: "3" } },
  { title: "version 3, two requests of 32 KiB at a time", options: { vers: "3", ...small } },
];

async function startBehindProxy() {
  const server = await startGanesha();
  if ("missing" in server) return server;
  const proxy = await startTcpProxy(server.port, {});
  return {
    server,
    proxy,
    stop: async () => {
      await proxy.stop();
      await server.stop();
    },
  };
}

for (const variant of variants) {
  await describeWith({ describe, test, afterAll }, "ganesha", startBehindProxy, ({ server, proxy }) => {
    describe(variant.title, () => {
      const harness = harnessFor(server, proxy, variant);
      for (const each of conformanceCases) {
        test(each.title, async ({ skip }) => {
          const { notApplicable } = await runCase(each, harness);
          if (notApplicable !== undefined) skip(notApplicable);
        });
      }
    });
  });
}
