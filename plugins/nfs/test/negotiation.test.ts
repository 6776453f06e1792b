import { connectNfs, type NfsSettings } from "@holdfast/location-nfs/client";
import { describeWith } from "@holdfast/testservers";
import { type GaneshaOptions, type GaneshaServer, startGanesha } from "@holdfast/testservers/ganesha";
import { afterAll, describe, expect, test } from "vitest";
import { body, calm } from "./connecting.ts";

type Version = NonNullable<NfsSettings["version"]>;

/** Uses a session once. @returns the version that it spoke */
async function speak(server: GaneshaServer, version?: Version): Promise<Version> {
  const { port, mountPort } = server;
  const nfs = await connectNfs({ host: "127.0.0.1", port, mountPort, path: "/export/negotiated", version });
  try {
    await nfs.put("volume", body(Buffer.from("content")), calm);
    expect(await nfs.stat("volume", calm)).toMatchObject({ size: 7 });
    return nfs.version;
  } finally {
    await nfs.close();
  }
}

interface Negotiation {
  readonly versions: NonNullable<GaneshaOptions["versions"]>;
  /** What is agreed on. */
  readonly spoken: Version;
  /** What cannot be had. */
  readonly missing?: Version;
}

const negotiations: readonly Negotiation[] = [
  { versions: ["3", "4.1"], spoken: "4.1" },
  { versions: ["4.1"], spoken: "4.1", missing: "3" },
  { versions: ["3"], spoken: "3", missing: "4.1" },
  { versions: ["3", "4.0"], spoken: "3", missing: "4.1" },
];

for (const { versions, spoken, missing } of negotiations) {
  const start = () => startGanesha({ versions });
  await describeWith({ describe, test, afterAll }, "ganesha", start, (server) => {
    test(`with a server of the versions ${versions.join(", ")}, version ${spoken} is spoken`, async () => {
      expect(await speak(server)).toBe(spoken);
      expect(await speak(server, spoken)).toBe(spoken);
    });

    if (missing === undefined) return;
    test(`a server of the versions ${versions.join(", ")} does not speak version ${missing}`, async () => {
      const refused = speak(server, missing);
      // Without version 3 there is no mount service.
      const code = missing === "3" ? expect.stringMatching(/^(unreachable|unsupported)$/) : "unsupported";
      await expect(refused).rejects.toMatchObject({ name: "LocationError", code });
    });
  });
}
