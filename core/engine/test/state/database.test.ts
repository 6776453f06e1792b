import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { StateDatabase } from "../../src/state/database.ts";
import { sqlite } from "../../src/state/sqlite.ts";
import { thrownIds } from "../thrown-ids.ts";
import { stateTest as test } from "./state-test.ts";

test("directory and files are for their owner alone", ({ database, stateDir }) => {
  database.run("INSERT INTO jobs VALUES ('x', 'FAILED', '{}')");
  expect(statSync(stateDir).mode & 0o777).toBe(0o700);
  const files = readdirSync(stateDir).sort();
  expect(files).toEqual(["state.db", "state.db-shm", "state.db-wal"]);
  for (const file of files) expect(statSync(join(stateDir, file)).mode & 0o777).toBe(0o600);
});

test("a transaction is done wholly or not at all", ({ database }) => {
  const count = () => Number(database.row("SELECT count(*) AS n FROM jobs")?.["n"]);
  database.transaction(() => database.run("INSERT INTO jobs VALUES ('a', 'FAILED', '{}')"));
  const failing = () =>
    database.transaction(() => {
      database.run("INSERT INTO jobs VALUES ('b', 'FAILED', '{}')");
      throw new Error("no");
    });
  expect(failing).toThrow("no");
  expect(count()).toBe(1);
  database.transaction(() => database.run("INSERT INTO jobs VALUES ('c', 'FAILED', '{}')"));
  expect(count()).toBe(2);
});

test("a database that is closed twice is closed, and keeps what was committed", ({ stateDir }) => {
  const database = new StateDatabase(stateDir);
  database.run("INSERT INTO jobs VALUES ('a', 'FAILED', '{}')");
  database.close();
  database.close();
  expect(readdirSync(stateDir)).toEqual(["state.db"]);
  const again = new StateDatabase(stateDir);
  expect(again.row("SELECT id FROM jobs")).toEqual({ id: "a" });
  again.close();
});

test("a database of a newer version is refused and left as it is", ({ stateDir }) => {
  new StateDatabase(stateDir).close();
  const path = join(stateDir, "state.db");
  const raw = new sqlite.DatabaseSync(path);
  raw.exec("PRAGMA user_version = 77");
  raw.close();
  expect(thrownIds(() => new StateDatabase(stateDir))).toEqual(["holdfast.state.newer-version"]);
  expect(() => new StateDatabase(stateDir)).toThrow("it has version 77");
});

test("what is not a database is refused and left as it is", ({ stateDir }) => {
  new StateDatabase(stateDir).close();
  const path = join(stateDir, "state.db");
  writeFileSync(path, "not a database, though long enough to be one ".repeat(100));
  expect(thrownIds(() => new StateDatabase(stateDir))).toEqual(["holdfast.state.corrupt"]);
  expect(readFileSync(path, "utf8")).toMatch(/^not a database/);
});

test("every damaged page is found on opening", ({ stateDir }) => {
  const database = new StateDatabase(stateDir);
  for (let job = 0; job < 50; job += 1)
    database.run("INSERT INTO jobs VALUES (?, 'FAILED', ?)", String(job), JSON.stringify("x".repeat(3000)));
  database.close();
  const path = join(stateDir, "state.db");
  const sound = readFileSync(path);
  for (let page = 0; page < 6; page += 1) {
    const damaged = Buffer.from(sound);
    damaged.fill(0xa5, page * 4096, page * 4096 + 64);
    writeFileSync(path, damaged);
    expect(thrownIds(() => new StateDatabase(stateDir))).toEqual(["holdfast.state.corrupt"]);
  }
});

test("processes that make the database at the same time all succeed", async ({ stateDir, launch }) => {
  const makers = Array.from({ length: 3 }, () => launch("make-database.ts"));
  for (let round = 0; round < 25; round += 1) {
    const command = JSON.stringify({ at: Date.now() + 5, stateDir: `${stateDir}-${round}` });
    for (const maker of makers) maker.tell(command);
    const ids = await Promise.all(makers.map((maker) => maker.line()));
    expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(new Set(ids).size).toBe(1);
  }
});
