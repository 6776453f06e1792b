import type { LocationAddress } from "@holdfast/contract";

/** The address of a directory below that of another: a relative path, appended to a URL's path or to a plain one. */
export function addressBelow(address: LocationAddress, path: string): LocationAddress {
  const { location } = address;
  if (!location.includes("://")) return { ...address, location: joined(location, path) };
  const [, base = location, query = ""] = /^([^?]*)(\?.*)?$/s.exec(location) ?? [];
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  return { ...address, location: `${joined(base, encoded)}${query}` };
}

function joined(directory: string, path: string): string {
  return directory.endsWith("/") ? `${directory}${path}` : `${directory}/${path}`;
}
