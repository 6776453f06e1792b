import type { ArchiveFilterSpec, ArchiveInfo, ArchiveSummary } from "@holdfast/core";
import { integer, list, optional, structure, text, timestamp, type Wire } from "../wire/types.ts";

export const archiveSummary: Wire<ArchiveSummary> = structure<ArchiveSummary>("ArchiveSummary", {
  timestamp: timestamp("When the backup began."),
  version: text("Version of the appliance."),
  archive: text("Its name."),
  comment: text(),
});

export const archiveInfo: Wire<ArchiveInfo> = structure<ArchiveInfo>("ArchiveInfo", {
  timestamp: timestamp("When the backup was complete."),
  location: text("URL of the archive's directory."),
  parts: list(text()),
  version: text(),
  system_name: text(),
  comment: text(),
});

export const archiveFilter: Wire<ArchiveFilterSpec> = structure<ArchiveFilterSpec>("ArchiveFilterSpec", {
  start_timestamp: optional(timestamp("None that began before.")),
  end_timestamp: optional(timestamp("None that began after.")),
  comment_substring: optional(text("Only those whose comment has this text.")),
  max_results: optional(integer("At most so many, the newest; 128 when left out.")),
});
