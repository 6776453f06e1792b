import { manifestName } from "../manifest/manifest.ts";
import { failure } from "../messages/holdfast-error.ts";
import type { ArchiveRequest } from "../restore/archive-access.ts";
import { locationRequest } from "./location-request.ts";
import type { TypedLocationSpec } from "./structures/location-spec.ts";

const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i;
const withoutPath = /^[a-z][a-z0-9+.-]*:\/\/[^/]*$/i;
const archivePath = /^(?<base>.*)\/+(?<product>[^/]+)\/+sn_(?<system>[^/]+)\/+(?<archive>[^/]+)$/s;

/**
 * The archive whose own directory a restore names: `<location>/<product>/sn_<system>/<archive>`.
 *
 * @throws HoldfastError `holdfast.operations.no-archive-location` or `holdfast.operations.other-product`
 */
export function archiveAt(
  spec: TypedLocationSpec,
  product: string,
): Pick<ArchiveRequest, "location" | "system" | "archive"> {
  const request = locationRequest(spec);
  const isUrl = withScheme.test(request.location);
  const [directory = "", ...query] = isUrl ? request.location.split("?") : [request.location];
  const names = archivePath.exec(directory.replace(/\/+$/, "").replace(`/${manifestName}`, ""))?.groups;
  if (names === undefined) throw failure("holdfast.operations.no-archive-location", product);
  const text = (name: string): string => (isUrl ? decoded(names[name] ?? "") : (names[name] ?? ""));
  if (text("product") !== product) {
    throw failure("holdfast.operations.other-product", text("product").slice(0, 80), product);
  }
  const base = names["base"] ?? "";
  const root = base === "" || withoutPath.test(base) ? `${base}/` : base;
  const location = [root, ...query].join("?");
  return { location: { ...request, location }, system: text("system"), archive: text("archive") };
}

/** Names of archives are plain, but clients encode what they find. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
