import { createInterface } from "node:readline";
import { StateDatabase } from "../../../src/state/database.ts";
import { SystemIdentity } from "../../../src/state/system-identity.ts";

for await (const command of createInterface({ input: process.stdin })) {
  const { at, stateDir } = JSON.parse(command) as { at: number; stateDir: string };
  while (Date.now() < at);
  console.log(make(stateDir));
}

function make(stateDir: string): string {
  try {
    const database = new StateDatabase(stateDir);
    const { id } = new SystemIdentity(database);
    database.close();
    return id;
  } catch (error) {
    return String(error);
  }
}
