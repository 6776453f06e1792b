import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { locationReference } from "../scripts/location-reference.ts";

test("the page of location types is current", async () => {
  const page = await readFile(new URL("../reference/locations.md", import.meta.url), "utf8");
  const write = "npx node --conditions=@holdfast/source docs/scripts/write-location-reference.ts";
  expect(page, `Write it again: ${write}`).toBe(await locationReference());
});

test("every type has servers, and each of their rows tells all capabilities", async () => {
  const sections = (await locationReference()).split("\n## ").slice(1);
  expect(sections.map((section) => section.split("\n")[0])).toEqual([
    "FILE",
    "FTP",
    "FTPS",
    "HTTP",
    "HTTPS",
    "NFS",
    "SCP",
    "SFTP",
    "SMB",
  ]);
  for (const section of sections) {
    const [, rule = "", ...rows] = section.split("\n").filter((line) => line.startsWith("|"));
    const servers = rows.slice(0, rows.findIndex((line) => line.startsWith("| option")) >>> 0);
    expect(servers.length, section).toBeGreaterThan(0);
    for (const line of servers) expect(line.split(" | ").length, line).toBe(rule.split("|").length - 2);
  }
});
