import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { failureOf, rejectedIds, success } from "../backup/job-test.ts";
import type { StoredArchive } from "./stored-archive.ts";
import { ThreeArchives } from "./three-archives.ts";

const archives = new ThreeArchives();
const { core, server, location, key } = archives;
const data = (number: number): string => `common.00000${number}.tar.age`;
const index = "common.index.000001.ndjson.age";
const sealedChunk = 65_536 + 16;

interface Alteration {
  readonly what: string;
  readonly alter: (archive: StoredArchive) => void;
  readonly refusedAs: string;
}

const alterations: readonly Alteration[] = [
  ...[30, 5000, -1].map((byte) => ({
    what: `a bit of byte ${byte} of a volume is another`,
    alter: (it: StoredArchive) => it.flip(data(2), byte),
    refusedAs: "pipeline.digest-differs",
  })),
  ...[0, 1, sealedChunk, 2 * sealedChunk].map((size) => ({
    what: `a volume is ${size} bytes shorter`,
    alter: (it: StoredArchive) => it.set(data(2), it.get(data(2)).subarray(0, -size - 1)),
    refusedAs: "pipeline.digest-differs",
  })),
  {
    what: "a volume is a byte longer",
    alter: (it) => it.set(data(4), Buffer.concat([it.get(data(4)), Buffer.of(0)])),
    refusedAs: "pipeline.digest-differs",
  },
  {
    what: "a volume is longer than any",
    alter: (it) => it.set(data(1), Buffer.alloc(200_001)),
    refusedAs: "transfer.too-long",
  },
  {
    what: "two volumes are exchanged",
    alter: (it) => it.exchange(data(1), data(2)),
    refusedAs: "pipeline.digest-differs",
  },
  {
    what: "a volume is there twice",
    alter: (it) => it.set(data(2), it.get(data(1))),
    refusedAs: "pipeline.digest-differs",
  },
  { what: "a volume is gone", alter: (it) => it.remove(data(3)), refusedAs: "location.not-found" },
  {
    what: "a volume is another archive's",
    alter: (it) => it.take(archives.other(), /000001\.tar/),
    refusedAs: "pipeline.digest-differs",
  },
  {
    what: "SHA256SUMS fits an altered volume",
    alter: (it) => {
      it.flip(data(1), -1);
      it.recountSums();
    },
    refusedAs: "manifest.wrong-sums",
  },
  {
    what: "SHA256SUMS lacks a volume",
    alter: (it) => {
      it.remove(data(4));
      it.recountSums();
    },
    refusedAs: "manifest.wrong-sums",
  },
  { what: "SHA256SUMS is gone", alter: (it) => it.remove("SHA256SUMS"), refusedAs: "location.not-found" },
  {
    what: "the manifest fits an altered volume",
    alter: (it) => {
      it.flip(data(1), -1);
      it.recountSums();
      it.alterManifest(() => ({}));
    },
    refusedAs: "manifest.not-authentic",
  },
  {
    what: "the manifest ends in another byte",
    alter: (it) => it.flip("backup-metadata.json", -1),
    refusedAs: "manifest.not-authentic",
  },
  {
    what: "the manifest is no JSON",
    alter: (it) => it.set("backup-metadata.json", Buffer.from("{")),
    refusedAs: "manifest.not-authentic",
  },
  {
    what: "the manifest has a format that nobody vouches for",
    alter: (it) => it.alterManifest(() => ({ format: 2 })),
    refusedAs: "manifest.not-authentic",
  },
  {
    what: "the manifest is another archive's",
    alter: (it) => it.take(archives.other(), /metadata\.json$/),
    refusedAs: "manifest.not-authentic",
  },
  {
    what: "manifest and HMAC are another archive's",
    alter: (it) => it.take(archives.other(), /metadata/),
    refusedAs: "manifest.not-authentic",
  },
  {
    what: "manifest, HMAC and key slot are another archive's",
    alter: (it) => it.take(archives.other(), /metadata|escrow/),
    refusedAs: "manifest.wrong-place",
  },
  {
    what: "everything is another archive's",
    alter: (it) => {
      it.files.clear();
      it.take(archives.other(), /./);
    },
    refusedAs: "manifest.wrong-place",
  },
  {
    what: "the key slot is another archive's",
    alter: (it) => it.take(archives.other(), /escrow/),
    refusedAs: "manifest.not-authentic",
  },
  {
    what: "the key slot is damaged",
    alter: (it) => it.flip("escrow-1.age", -1),
    refusedAs: "seal.payload-altered",
  },
  {
    what: "the key slot is gone",
    alter: (it) => it.remove("escrow-1.age"),
    refusedAs: "restore.no-slot-for-identity",
  },
  {
    what: "the HMAC is another",
    alter: (it) => it.flip("backup-metadata.hmac", 3),
    refusedAs: "manifest.not-authentic",
  },
  {
    what: "the HMAC is empty",
    alter: (it) => it.set("backup-metadata.hmac", Buffer.alloc(0)),
    refusedAs: "manifest.not-authentic",
  },
  {
    what: "the HMAC is gone",
    alter: (it) => it.remove("backup-metadata.hmac"),
    refusedAs: "restore.not-sealed",
  },
  {
    what: "the HMAC is gone, and the manifest says so",
    alter: (it) => {
      it.remove("backup-metadata.hmac");
      it.alterManifest(() => ({ sealed: false }));
    },
    refusedAs: "restore.not-sealed",
  },
  {
    what: "everything is an archive's that is not sealed",
    alter: (it) => {
      it.files.clear();
      it.take(archives.unsealed(), /./);
    },
    refusedAs: "restore.not-sealed",
  },
];

describe("an archive in which", () => {
  test.each(alterations)("$what, is refused with $refusedAs", async ({ alter, refusedAs }) => {
    const archive = archives.one();
    alter(archive);
    archive.store(server);
    const request = { location, archive: archive.name, key };
    expect(await rejectedIds(core.verify(request))).toEqual([`holdfast.${refusedAs}`]);
    const target = archives.target();
    expect(await failureOf(core.restore({ ...request, target }))).toBe(`holdfast.${refusedAs}`);
    archives.expectOnlyWhole(target);
  });

  test("nothing was altered, comes back", async () => {
    archives.one().store(server);
    const target = archives.target();
    await success(core.restore({ location, archive: "latest", key, target }));
    expect(existsSync(join(target, archives.source, "29"))).toBe(true);
    archives.expectOnlyWhole(target);
  });

  test("the index was altered, comes back as a whole, and is refused by path", async () => {
    const archive = archives.one();
    archive.flip(index, -20);
    archive.store(server);
    const request = { location, archive: archive.name, key };
    expect(await rejectedIds(core.verify(request))).toEqual(["holdfast.pipeline.digest-differs"]);
    await success(core.restore({ ...request, target: archives.target() }));
    const byPath = {
      ...request,
      target: join(archives.directory, "none"),
      paths: [join(archives.source, "0")],
    };
    expect(await failureOf(core.restore(byPath))).toBe("holdfast.pipeline.digest-differs");
    expect(existsSync(byPath.target)).toBe(false);
  });

  test("volumes were exchanged, gives none of them to a restore by path, which reads ranges", async () => {
    const archive = archives.one();
    archive.exchange(data(1), data(2));
    archive.store(server);
    const target = archives.target();
    const paths = [archives.pathInVolume(1)];
    const job = core.restore({ location, archive: archive.name, key, target, paths });
    expect(await failureOf(job)).toBe("holdfast.seal.other-volume");
    expect(existsSync(join(target, paths[0]!))).toBe(false);
  });
});

describe("an archive that is not sealed and in which", () => {
  test.each<Alteration>([
    {
      what: "a bit of a volume is another",
      alter: (it) => it.flip("common.000002.tar", 77),
      refusedAs: "pipeline.digest-differs",
    },
    {
      what: "two volumes are exchanged",
      alter: (it) => it.exchange("common.000001.tar", "common.000002.tar"),
      refusedAs: "pipeline.digest-differs",
    },
    {
      what: "SHA256SUMS is another",
      alter: (it) => it.flip("SHA256SUMS", 0),
      refusedAs: "manifest.wrong-sums",
    },
    {
      what: "the manifest says that it is sealed",
      alter: (it) => it.alterManifest(() => ({ sealed: true })),
      refusedAs: "manifest.not-authentic",
    },
    {
      what: "there is an HMAC",
      alter: (it) => it.set("backup-metadata.hmac", Buffer.alloc(65)),
      refusedAs: "manifest.not-authentic",
    },
  ])("$what, is refused with $refusedAs, whole and by path", async ({ alter, refusedAs }) => {
    const archive = archives.unsealed();
    alter(archive);
    archive.store(server);
    const request = { location, archive: archive.name };
    expect(await rejectedIds(core.verify(request))).toEqual([`holdfast.${refusedAs}`]);
    for (const paths of [undefined, [archives.pathInVolume(2)]]) {
      const target = archives.target();
      const job = core.restore({ ...request, target, ...(paths && { paths }) });
      expect(await failureOf(job)).toBe(`holdfast.${refusedAs}`);
      archives.expectOnlyWhole(target);
    }
  });
});
