import type { ExtractSummary } from "../../src/archive/extraction.ts";
import { Extractor, type ExtractOptions } from "../../src/archive/extractor.ts";
import { TarReader } from "../../src/archive/tar/reader.ts";

/** Extracts a whole archive into a directory, in pieces of a size that is no multiple of anything. */
export function extracted(
  tar: Uint8Array,
  target: string,
  options: Partial<ExtractOptions> = {},
): ExtractSummary {
  const extractor = new Extractor({ owners: false, keepSpecialModes: false, ...options, target });
  const reader = new TarReader(extractor);
  const piece = 9973;
  try {
    for (let at = 0; at < tar.length; at += piece) reader.write(tar.subarray(at, at + piece));
    reader.end();
  } catch (error) {
    extractor.abandon();
    throw error;
  }
  return extractor.finish();
}

/** The ids of what could not be restored. */
export function problemIds({ problems }: ExtractSummary): readonly string[] {
  return problems.map(({ message }) => message.id);
}
