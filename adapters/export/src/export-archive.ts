import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { BackupCore, EntriesRequest } from "@holdfast/core";
import { ArchiverFeed } from "./archiver-feed.ts";
import type { ExportFormat, ExportReport } from "./export-report.ts";

/**
 * Writes an archive as a zip or tar file. What it has is proven on the way: when this
 * rejects, the output is broken off, and nothing of it should be trusted.
 *
 * @param output not ended when it is a standard stream of the process
 * @throws HoldfastError for the archive; an error of the output
 */
export async function exportArchive(
  core: BackupCore,
  request: EntriesRequest,
  format: ExportFormat,
  output: Writable,
): Promise<ExportReport> {
  const feed = new ArchiverFeed(format);
  const stop = new AbortController();
  const isStandard = output === process.stdout || output === process.stderr;
  const written = pipeline(feed.stream, output, { signal: stop.signal, end: !isStandard });
  written.catch((error: unknown) => feed.fail(error));
  try {
    await core.readEntries(request, feed);
    await feed.end();
  } catch (error) {
    stop.abort(error);
    await written.catch(() => undefined);
    throw error;
  }
  await written;
  return feed.report;
}
