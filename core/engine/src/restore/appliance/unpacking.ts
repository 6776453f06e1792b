import type { ExtractSummary } from "../../archive/extraction.ts";
import type { UnpackPlace } from "../../archive/unpack-place.ts";
import type { Sums } from "../../manifest/sums.ts";
import { message } from "../../messages/catalogue.ts";
import { failure, HoldfastError } from "../../messages/holdfast-error.ts";
import { type ByteString, textOf } from "../../parts/byte-string.ts";
import type { WritingOptions } from "../../pipeline/stream-writing.ts";
import type { JobRun } from "../../state/job-run.ts";
import type { Location } from "../../transfer/location.ts";
import type { OpenArchive } from "../open-archive.ts";
import type { PartReader } from "../part-reader.ts";
import { partVolumes } from "../part-volumes.ts";
import { incompleteMessages } from "../restore-messages.ts";
import { writePart } from "../write-part.ts";
import type { RestorablePart } from "./applicability.ts";
import type { Layout } from "./layout.ts";
import { RootContents } from "./root-contents.ts";

const mostProblems = 20;

/** Brings an archive's parts to the places of a layout, and proves all of it on the way. */
export class Unpacking {
  readonly #archive: OpenArchive;
  readonly #location: Location;
  readonly #sums: Sums;
  readonly #reader: PartReader;

  constructor(archive: OpenArchive, location: Location, sums: Sums, reader: PartReader) {
    this.#archive = archive;
    this.#location = location;
    this.#sums = sums;
    this.#reader = reader;
  }

  /**
   * Reads the indexes of the parts that are trees.
   *
   * @throws HoldfastError `holdfast.restore.outside-of-part` when a part has more than it should
   */
  async inspect(parts: readonly RestorablePart[], layout: Layout): Promise<RootContents> {
    const contents = new RootContents(layout);
    for (const { part, stored } of parts) {
      if (part.kind !== "tree") continue;
      const volumes = partVolumes(this.#location, this.#archive, this.#sums, stored);
      await this.#reader.readIndex(stored, volumes, {
        entry: (entry) => contents.entry(part.id, entry),
        frame: () => undefined,
      });
    }
    return contents;
  }

  /**
   * Unpacks the parts.
   *
   * @param contentDirectory takes a file for each part that is not a tree
   * @param ignoreProblems whether entries may be missing in the end
   */
  async unpack(
    parts: readonly RestorablePart[],
    layout: Layout,
    contents: RootContents,
    contentDirectory: string,
    ignoreProblems: boolean,
    job: JobRun,
  ): Promise<void> {
    const places = unpackPlaces(layout);
    const total = parts.reduce((sum, { stored }) => sum + stored.stream_size, 0);
    let done = 0;
    for (const { stored } of parts) {
      const options: WritingOptions = {
        target: stored.content === "tar" ? places : contentDirectory,
        part: stored.id,
        content: stored.content,
        owners: contents.hasAccounts ? "by-number" : "by-name",
        // They make programs of this archive run as root, which only who could seal it may do.
        keepSpecialModes: this.#archive.identity !== undefined,
        borrowed: new Map(),
      };
      const volumes = partVolumes(this.#location, this.#archive, this.#sums, stored);
      const report = await writePart(options, false, (write) =>
        this.#reader.readAll(stored, volumes, async (bytes) => {
          await write(bytes);
          done += bytes.length;
          job.progress(done, total, done);
        }),
      );
      requireWhole(stored.id, report, ignoreProblems, job);
      const { files, directories, links, bytes } = report;
      job.say(message("holdfast.restore.unpacked", stored.id, files, directories, links, bytes));
      for (const said of incompleteMessages(stored)) job.say(said);
    }
  }
}

function unpackPlaces({ roots, places }: Layout): readonly UnpackPlace[] {
  return roots.map(({ path, part, place }) => {
    const target = textOf((places[place]?.staging ?? "") as ByteString);
    if (target === undefined) throw failure("holdfast.restore.place-not-text", path);
    return { path, part: part.id, target };
  });
}

function requireWhole(part: string, report: ExtractSummary, ignoreProblems: boolean, job: JobRun): void {
  const { problemCount, problems } = report;
  if (problemCount === 0) return;
  const said = [
    message("holdfast.restore.entries-with-problems", part, problemCount),
    ...problems.slice(0, mostProblems).map((problem) => problem.message),
  ];
  if (!ignoreProblems) throw new HoldfastError([message("holdfast.restore.warned"), ...said]);
  for (const each of said) job.say(each);
}
