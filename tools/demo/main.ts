// A backup of a real directory, its proof, its restore, and a comparison that trusts none of them.
import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath, pathToFileURL } from "node:url";
import { holdfast, shellWord } from "./command.ts";
import { compareTrees } from "./compare-trees.ts";
import { chooseSource } from "./source.ts";

const checkout = fileURLToPath(new URL("../..", import.meta.url));
const [given] = process.argv.slice(2);
const place = given === undefined ? join(checkout, "demo-output") : resolve(given);
if (given === undefined) rmSync(place, { recursive: true, force: true });
mkdirSync(place, { recursive: true });
if (readdirSync(place).length > 0) {
  console.log(`${place} is not empty: name a directory that is, or does not exist.`);
  process.exit(2);
}

const state = join(place, "state");
const location = join(place, "location");
const restored = join(place, "restored");
const passwordFile = join(place, "backup-password");
const url = pathToFileURL(location).href;
// The policy wants a letter of each case, a digit and a special character, 8 to 20 in all.
const password = `${randomBytes(12).toString("base64url")}-Aa1`;
writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });

const source = await chooseSource(["/usr/share/doc", join(checkout, "core"), join(checkout, "docs")]);
console.log(`This backs up ${source.directory} (${source.entries} entries, ${megabytes(source.bytes)}), sealed with a
password made just now, to a directory that stands for a USB disk or a server. All of it happens in
${place}`);

const key = ["--encrypt-password-file", passwordFile];
const begin = performance.now();
holdfast(state, "backup", source.directory, "--to", url, "--system", "demo", "--comment", "demo", ...key);
const backupSeconds = (performance.now() - begin) / 1000;
const from = ["--from", url, "--system", "demo"];
holdfast(state, "list", ...from);
holdfast(state, "verify", "latest", ...from, ...key);
holdfast(state, "restore", "latest", ...from, ...key, "--target", restored);

const tree = join(restored, source.directory);
console.log(
  `\nNow ${source.directory} and ${tree}\nare compared without Holdfast: names, types, content, modes, times, symbolic and hard links.`,
);
const differences = compareTrees(source.directory, tree);
for (const difference of differences.slice(0, 20)) console.log(`  ${difference}`);
if (differences.length > 0) {
  console.log(
    `${differences.length} differences: either somebody changed the directory meanwhile, or Holdfast is wrong.`,
  );
  process.exit(1);
}

const archive = archiveIn(location);
const files = readdirSync(archive).map((name) => ({ name, size: statSync(join(archive, name)).size }));
const stored = files.reduce((sum, { size }) => sum + size, 0);
console.log(`
All ${source.entries} entries came back the same.

What has happened: the backup took ${backupSeconds.toFixed(1)} s, and ${megabytes(source.bytes)} became ${megabytes(stored)}. While the files were read,
they were compressed and encrypted in memory and stored as volumes; each volume was read back, compared, opened and
decompressed before the backup counted as done. Nothing was written anywhere else in between.

What lies in ${archive}

${files.map(({ name, size }) => `  ${String(size).padStart(10)}  ${name}`).join("\n")}

Look at it without any key:

  cd ${shellWord(archive)}
  sha256sum -c SHA256SUMS
  cat backup-metadata.json

Restore it without Holdfast, with age, zstd and tar. The password is ${password}

  age -d -o ../id identity.age
  for v in common.[0-9]*.tar.zst.age; do age -d -i ../id "$v" || break; done | zstd -d | tar t | head

docs/format/by-hand.md goes on from there. To go on with the command: npx holdfast --help`);

function archiveIn(directory: string): string {
  let path = directory;
  // Product, system, archive: the only one at each level.
  for (let level = 0; level < 3; level++) path = join(path, readdirSync(path)[0] ?? "");
  return path;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
