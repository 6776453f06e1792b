import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { run } from "@holdfast/cli";

/**
 * Makes a user of the sample appliance, with the password of an environment variable. Without one,
 * a new user's password is generated and printed, and a user who exists stays as he is.
 */
export async function prepareUser(
  config: string,
  name: string,
  role: string,
  variable: string,
): Promise<void> {
  const given = process.env[variable];
  if (given === undefined && userExists(join(dirname(config), "users"), name)) {
    console.log(`${name} has the password of the first start; ${variable} sets another.`);
    return;
  }
  const password = given ?? randomBytes(12).toString("base64url");
  const file = join(dirname(config), "new-password");
  writeFileSync(file, `${password}\n`, { mode: 0o600 });
  try {
    const code = await run(["user", name, "--config", config, "--role", role, "--password-file", file]);
    if (code !== 0) process.exit(code);
  } finally {
    rmSync(file);
  }
  console.log(
    given === undefined ? `${name} has the password ${password}` : `${name} has the password of ${variable}.`,
  );
}

function userExists(file: string, name: string): boolean {
  return (
    existsSync(file) &&
    readFileSync(file, "utf8")
      .split("\n")
      .some((line) => line.startsWith(`${name}:`))
  );
}
