import { execFile } from "node:child_process";
import { access, constants, mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { basename, delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { missingBecause, type Missing } from "./availability.ts";
import { withFileLock } from "./file-lock.ts";
import { type DebianProgram, programs, type ProgramName } from "./programs.ts";

const run = promisify(execFile);
const cache = fileURLToPath(new URL("../../../.cache/debian", import.meta.url));

/** A program that can be run, with the whole environment that it needs. */
export interface Program {
  readonly path: string;
  readonly env: NodeJS.ProcessEnv;
  /** The directory that its package's files lie below: `/`, or where it was unpacked. */
  readonly root: string;
}

/**
 * Finds a program on the `PATH`; else, on Debian, downloads its package and
 * those that it depends on and unpacks them into `.cache/debian` of the checkout.
 * Nothing is installed and nothing outside the checkout is changed.
 */
export async function debianProgram(wanted: ProgramName | DebianProgram): Promise<Program | Missing> {
  const program = typeof wanted === "string" ? programs[wanted] : wanted;
  const { companions = [] } = program;
  const name = basename(program.file);
  const installed = companions.length === 0 ? await installedProgram(name) : undefined;
  if (installed !== undefined) return { path: installed, env: process.env, root: "/" };
  try {
    const root = await unpacked([program.package, ...companions]);
    return { path: join(root, program.file), env: await environmentFor(root), root };
  } catch (error) {
    const { missing } = missingBecause(error);
    return { missing: `${name} is not installed and cannot be fetched: ${missing.trim()}` };
  }
}

async function installedProgram(name: string): Promise<string | undefined> {
  const directories = (process.env["PATH"] ?? "").split(delimiter);
  for (const directory of [...directories, "/usr/sbin", "/sbin"]) {
    if (directory === "") continue;
    const file = join(directory, name);
    if (
      await access(file, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return file;
  }
  return undefined;
}

/** The directory below which packages and their dependencies lie. */
async function unpacked(packages: readonly string[]): Promise<string> {
  const root = join(cache, packages.join("+"));
  await mkdir(cache, { recursive: true });
  await withFileLock(join(cache, "lock"), async () => {
    if (await exists(root)) return;
    const work = await mkdtemp(join(cache, "unpack-"));
    try {
      await download(packages, work);
      await rename(join(work, "root"), root);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  });
  return root;
}

async function download(packages: readonly string[], work: string): Promise<void> {
  const fresh = !(await exists(join(cache, "apt", "state", "lists", "partial")));
  if (fresh) await updateLists();
  try {
    await fetchAndUnpack(packages, work);
  } catch (error) {
    if (fresh) throw error;
    // Old lists name files that the mirror has replaced since.
    await updateLists();
    await fetchAndUnpack(packages, work);
  }
}

async function fetchAndUnpack(packages: readonly string[], work: string): Promise<void> {
  const { stdout } = await apt(["--simulate", "--no-install-recommends", "install", ...packages]);
  const needed = [...stdout.matchAll(/^Inst (\S+)/gm)].map((match) => match[1] as string);
  await apt(["download", ...new Set([...packages, ...needed])], work);
  for (const file of await readdir(work)) {
    if (file.endsWith(".deb")) await run("dpkg-deb", ["-x", join(work, file), join(work, "root")]);
  }
}

async function updateLists(): Promise<void> {
  await mkdir(join(cache, "apt", "cache", "archives", "partial"), { recursive: true });
  await mkdir(join(cache, "apt", "state", "lists", "partial"), { recursive: true });
  await apt(["update"]);
}

/** Runs apt-get on lists of its own, so that neither root nor the system's lists are needed. */
function apt(args: readonly string[], cwd: string = cache): Promise<{ stdout: string }> {
  const settings = [
    `Dir::State=${join(cache, "apt", "state")}`,
    `Dir::Cache=${join(cache, "apt", "cache")}`,
    "Dir::State::status=/var/lib/dpkg/status",
    "APT::Sandbox::User=root",
  ];
  const options = settings.flatMap((setting) => ["-o", setting]);
  return run("apt-get", [...options, "--quiet", ...args], { cwd, env: { ...process.env, LC_ALL: "C" } });
}

async function environmentFor(root: string): Promise<NodeJS.ProcessEnv> {
  const libraries: string[] = [];
  for (const directory of [join(root, "usr", "lib"), join(root, "lib")]) {
    const entries = await readdir(directory).catch(() => []);
    const perArchitecture = entries.filter((entry) => entry.includes("-linux-gnu"));
    libraries.push(...perArchitecture.map((entry) => join(directory, entry)));
  }
  const inherited = process.env["LD_LIBRARY_PATH"];
  const path = inherited === undefined ? libraries : [...libraries, inherited];
  return path.length === 0 ? process.env : { ...process.env, LD_LIBRARY_PATH: path.join(delimiter) };
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
