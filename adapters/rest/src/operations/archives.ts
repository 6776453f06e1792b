import { archiveFilter, archiveInfo, archiveSummary } from "../structures/archives.ts";
import { locationSpec } from "../structures/location.ts";
import { list, optional, text } from "../wire/types.ts";
import { type Operation, operation } from "./operation.ts";

const archives = "/backup/system-name/{system_name}/archives";

export const archiveOperations: readonly Operation[] = [
  operation({
    name: "backup.system_name.list",
    summary: "Names of the systems that have archives at a location.",
    effect: "read",
    parameters: { loc_spec: locationSpec },
    result: list(text()),
    rest: [{ method: "GET", path: "/backup/system-name" }],
    api: { method: "POST", path: "/backup/system-name", action: "list", body: "loc_spec" },
    run: ({ backup }, { loc_spec }) => backup.systemName.list(loc_spec),
  }),
  operation({
    name: "backup.system_name.archives.list",
    summary: "Archives of a system at a location, newest first.",
    effect: "read",
    parameters: {
      loc_spec: locationSpec,
      system_name: text(),
      filter_spec: optional(archiveFilter),
    },
    result: list(archiveSummary),
    rest: [{ method: "GET", path: archives }],
    api: { method: "POST", path: archives, action: "list" },
    run: ({ backup }, { loc_spec, system_name, filter_spec }) =>
      backup.systemName.archives.list(loc_spec, system_name, filter_spec),
  }),
  operation({
    name: "backup.system_name.archives.get",
    summary: "One archive at a location.",
    effect: "read",
    parameters: { spec: locationSpec, system_name: text(), archive: text() },
    result: archiveInfo,
    rest: [{ method: "GET", path: `${archives}/{archive}` }],
    api: { method: "POST", path: `${archives}/{archive}`, action: "get", body: "spec" },
    run: ({ backup }, { spec, system_name, archive }) =>
      backup.systemName.archives.get(spec, system_name, archive),
  }),
];
