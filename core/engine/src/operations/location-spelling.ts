/** The types whose locations vSphere clients also spell without a scheme. */
const urlTypes: ReadonlySet<string> = new Set(["FTP", "FTPS", "HTTP", "HTTPS", "NFS", "SCP", "SFTP", "SMB"]);

const url = /^(?<scheme>[a-z][a-z0-9+.-]*):\/\/(?<authority>[^/?]*)(?<rest>.*)$/is;
const bare = /^(?<authority>\[[^\]/]*\](?::\d*)?|[^/[\]]+)(?<path>\/.*)?$/s;
const uncPath = /^\\\\(?<host>[^\\]+)\\(?<path>.*)$/s;

/**
 * The URL of a location in one of the spellings that vSphere clients use: `host/dir`
 * and `host:/dir`, whose type says the scheme and whose path is literal;
 * `\\host\share\dir` for SMB; `nfs://host:/dir`; `scp://host//dir`. Everything else
 * stays as it is, for the type's plugin to judge.
 */
export function locationUrl(location: string, type: string | undefined): string {
  const known = url.exec(location)?.groups;
  if (known !== undefined) return tidyUrl(location, known);
  if (type === undefined || !urlTypes.has(type.toUpperCase()) || !location.isWellFormed()) return location;
  const scheme = type.toLowerCase();
  const unc = scheme === "smb" ? uncPath.exec(location)?.groups : undefined;
  if (unc !== undefined) {
    return `smb://${unc["host"]}/${encodedPath((unc["path"] ?? "").replaceAll("\\", "/"))}`;
  }
  const { authority, path } = bare.exec(location)?.groups ?? {};
  if (authority === undefined) return location;
  return `${scheme}://${authority.replace(/:$/, "")}${encodedPath(path ?? "/")}`;
}

function tidyUrl(location: string, parts: Readonly<Record<string, string>>): string {
  const { scheme = "", authority = "", rest = "" } = parts;
  if (!urlTypes.has(scheme.toUpperCase())) return location;
  // SCP and SFTP paths are absolute with one slash; with two they are not more so.
  const path = /^s(cp|ftp)$/i.test(scheme) ? rest.replace(/^\/\/+/, "/") : rest;
  return `${scheme}://${authority.replace(/:$/, "")}${path}`;
}

/** What stands for itself in a path, as it must be written in a URL. */
function encodedPath(path: string): string {
  return encodeURI(path).replaceAll("?", "%3F").replaceAll("#", "%23");
}
