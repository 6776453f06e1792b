import { existsSync } from "node:fs";
import { join } from "node:path";
import { Secret } from "@holdfast/contract";
import type { ArchiveKey } from "@holdfast/core";
import { describe, expect, test } from "vitest";
import type { ManifestSection } from "../../src/manifest/manifest.ts";
import { generateIdentity } from "../../src/seal/age/identity.ts";
import { failureOf, rejectedIds } from "../backup/job-test.ts";
import type { StoredArchive } from "./stored-archive.ts";
import { ThreeArchives } from "./three-archives.ts";

const archives = new ThreeArchives();
const { core, server, location, key, password } = archives;
const data = (number: number): string => `common.00000${number}.tar.age`;

const truncated = "holdfast.pipeline.stream-size-differs";

function withoutLastVolume({ parts }: ManifestSection): object {
  return { parts: parts.map((part) => ({ ...part, volumes: part.volumes - 1 })) };
}

interface Forgery {
  readonly what: string;
  readonly forge: (archive: StoredArchive) => Promise<void>;
  readonly refusedAs: string;
}

/** What somebody can do who could open an archive once, and so knows its identity. */
const forgeries: readonly Forgery[] = [
  {
    what: "an archive in the place of another",
    refusedAs: "restore.foreign-key-slot",
    forge: async (it) => {
      it.files.clear();
      it.take(archives.other(), /./);
      it.alterManifest(() => ({ archive: it.name }), await archives.identityOf(archives.other()));
    },
  },
  {
    what: "a format that is newer",
    refusedAs: "manifest.newer-format",
    forge: async (it) => it.alterManifest(() => ({ format: 2 }), await archives.identityOf(it)),
  },
  {
    what: "an archive that requires more",
    refusedAs: "manifest.unknown-requirement",
    forge: async (it) => it.alterManifest(() => ({ requires: ["parity"] }), await archives.identityOf(it)),
  },
  {
    what: "volumes that nobody counts",
    refusedAs: "restore.foreign-volumes",
    forge: async (it) => it.alterManifest(withoutLastVolume, await archives.identityOf(it)),
  },
  {
    what: "a part without its end",
    refusedAs: "pipeline.stream-size-differs",
    forge: async (it) => {
      it.remove(data(4));
      it.recountSums();
      it.alterManifest(withoutLastVolume, await archives.identityOf(it));
    },
  },
  {
    what: "volumes exchanged with their digests",
    refusedAs: "seal.other-volume",
    forge: async (it) => {
      it.exchange(data(1), data(2));
      it.recountSums();
      it.alterManifest(() => ({}), await archives.identityOf(it));
    },
  },
];

describe("who knows an archive's identity", () => {
  test.each(forgeries)("cannot pass off $what", async ({ forge, refusedAs }) => {
    const archive = archives.one();
    await forge(archive);
    archive.store(server);
    const request = { location, archive: archive.name, key };
    expect(await rejectedIds(core.verify(request))).toEqual([`holdfast.${refusedAs}`]);
    const target = archives.target();
    const stopped = await failureOf(core.restore({ ...request, target }));
    // A restore does not ask for volumes that no part has, and then misses their bytes.
    expect(stopped).toBe(refusedAs === "restore.foreign-volumes" ? truncated : `holdfast.${refusedAs}`);
    archives.expectOnlyWhole(target);
  });
});

describe("a key", () => {
  const restore = (given: ArchiveKey): Promise<string | undefined> => {
    archives.one().store(server);
    const target = join(archives.directory, "locked");
    return failureOf(core.restore({ location, archive: "latest", key: given, target }));
  };

  test("that is wrong opens nothing", async () => {
    for (const wrong of ["Wrong-horse-77", "", "Correct-horse-7 ", "пароль-длинный-2"]) {
      expect(await restore({ password: new Secret(wrong) })).toBe("holdfast.seal.wrong-password");
    }
    const stranger = generateIdentity().toText();
    expect(await restore({ identities: [stranger] })).toBe("holdfast.restore.no-slot-for-identity");
    expect(await restore({})).toBe("holdfast.restore.needs-key");
    expect(existsSync(join(archives.directory, "locked"))).toBe(false);
  });

  test("finds its slot behind a damaged one and a missing one", async () => {
    const archive = archives.one();
    archive.rename("escrow-1.age", "escrow-3.age");
    archive.set("escrow-1.age", Buffer.from("age-encryption.org/v1\n-> X255"));
    archive.store(server);
    expect(await core.show({ location, archive: "latest", key })).toMatchObject({ authentic: true });
  });

  test("slot that would take all memory is refused before any is taken", async () => {
    const archive = archives.one();
    const slot = archive.get("identity.age").toString("latin1");
    archive.set("identity.age", Buffer.from(slot.replace(/^(-> scrypt \S+) \d+$/m, "$1 30"), "latin1"));
    archive.store(server);
    const shown = core.show({ location, archive: "latest", key: { password } });
    expect(await rejectedIds(shown)).toEqual(["holdfast.seal.work-factor"]);
  });

  test("is not needed to see what an archive says of itself, which is not vouched for", async () => {
    const archive = archives.one();
    archive.alterManifest(() => ({ comment: "forged" }));
    archive.store(server);
    const shown = await core.show({ location, archive: "latest" });
    expect(shown).toMatchObject({ authentic: false, manifest: { holdfast: { comment: "forged" } } });
    expect(await core.verify({ location, archive: "latest" })).toMatchObject({ extent: "digests" });
  });
});
