import { Type } from "typebox";
import { structure, timestamp } from "../wire/types.ts";

export const archiveSummary = structure("ArchiveSummary", {
  timestamp: timestamp("When the backup began."),
  version: Type.String({ description: "Version of the appliance." }),
  archive: Type.String({ description: "Its name." }),
  comment: Type.String(),
});

export const archiveInfo = structure("ArchiveInfo", {
  timestamp: timestamp("When the backup was complete."),
  location: Type.String(),
  parts: Type.Array(Type.String()),
  version: Type.String(),
  system_name: Type.String(),
  comment: Type.String(),
});

export const archiveFilter = structure("ArchiveFilterSpec", {
  start_timestamp: Type.Optional(timestamp("None that began before.")),
  end_timestamp: Type.Optional(timestamp("None that began after.")),
  comment_substring: Type.Optional(Type.String({ description: "Only those whose comment has this text." })),
  max_results: Type.Optional(Type.Integer({ minimum: 0, description: "At most so many, the newest; 128." })),
});
