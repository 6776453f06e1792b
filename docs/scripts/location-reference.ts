import { readFile } from "node:fs/promises";
import type { LocationPlugin } from "@holdfast/contract";
import { file } from "@holdfast/location-file";
import { ftp } from "@holdfast/location-ftp";
import { ftps } from "@holdfast/location-ftps";
import { http } from "@holdfast/location-http";
import { https } from "@holdfast/location-https";
import { nfs } from "@holdfast/location-nfs";
import { scp } from "@holdfast/location-scp";
import { sftp } from "@holdfast/location-sftp";
import { smb } from "@holdfast/location-smb";

const preface = `# Location types

What the types of Holdfast's own plugins can do, by server, and their options (\`--option NAME=VALUE\`, or the URL's query).
A session says what it offers once it is connected: [the contract](../../core/contract/src/capabilities.ts) tells what each word means.
\`holdfast check URL\` asks a server of yours.

This page is written by \`docs/scripts/write-location-reference.ts\`: the options from the plugins, the rest from what \`npm run matrix\`
found at real servers.
`;

/** What is told of a plugin. */
type Described = Pick<LocationPlugin, "name" | "types" | "options">;

const plugins: readonly Described[] = [file, ftp, ftps, http, https, nfs, scp, sftp, smb];
const words = ["read", "readFromOffset", "list", "remove", "atomicPut", "atomicRename", "freeSpace"];

/** What a check says that a session offers, by type and server. */
type Offers = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The text of docs/reference/locations.md. */
export async function locationReference(): Promise<string> {
  const found = new URL("../../benchmarks/matrix/capabilities.json", import.meta.url);
  const offers = JSON.parse(await readFile(found, "utf8")) as Offers;
  return preface + plugins.map((plugin) => section(plugin, offers)).join("");
}

function section({ name, types, options }: Described, offers: Offers): string {
  const [type = ""] = types;
  const servers = Object.entries(offers[type] ?? {}).map(([server, offer]) => row([server, ...marks(offer)]));
  const table = [
    row(["server", ...words, "sessions", "operations each"]),
    rule(words.length + 3),
    ...servers,
  ];
  return `\n## ${type}\n\nPackage \`${name}\`.\n\n${table.join("")}${optionTable(options)}`;
}

/** An offer such as `read, list, 2 sessions, 4 operations each`, word by word. */
function marks(offer: string): readonly string[] {
  const offered = new Set(offer.split(", "));
  const numbers = offer.match(/\d+/g) ?? [];
  return [...words.map((word) => (offered.has(word) ? "yes" : "–")), ...numbers];
}

function optionTable(options: LocationPlugin["options"]): string {
  if (options.length === 0) return "\nIt has no options.\n";
  const rows = options.map(({ name, meaning, default: usual }) => row([`\`${name}\``, meaning, usual]));
  return `\n${row(["option", "meaning", "default"])}${rule(3)}${rows.join("")}`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |\n`;
}

function rule(columns: number): string {
  return `|${"---|".repeat(columns)}\n`;
}
