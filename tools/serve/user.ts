import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { commandLine } from "./command.ts";

/**
 * Makes a user of the sample appliance, with the password of an environment variable. Without one,
 * a new user's password is generated and printed, and a user who exists stays as he is.
 */
export function prepareUser(config: string, name: string, role: string, variable: string): void {
  const given = process.env[variable];
  if (given === undefined && userExists(join(dirname(config), "users"), name)) {
    console.log(`${name} has the password of the first start; ${variable} sets another.`);
    return;
  }
  const password = given ?? randomBytes(12).toString("base64url");
  const args = commandLine("user", name, "--config", config, "--role", role, "--password-file", "-");
  const { status, stderr } = spawnSync(process.execPath, args, { input: `${password}\n`, encoding: "utf8" });
  if (status !== 0) {
    console.error(stderr);
    process.exit(1);
  }
  const shown = given === undefined ? `the password ${password}` : `the password of ${variable}`;
  console.log(`${name} has ${shown} and the role ${role}.`);
}

function userExists(file: string, name: string): boolean {
  if (!existsSync(file)) return false;
  return readFileSync(file, "utf8")
    .split("\n")
    .some((line) => line.startsWith(`${name}:`));
}
