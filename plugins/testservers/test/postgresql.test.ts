import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describeWith } from "@holdfast/testservers";
import { startPostgresql } from "@holdfast/testservers/postgresql";
import { afterAll, describe, expect, test } from "vitest";

const run = promisify(execFile);

await describeWith(
  { describe, test, afterAll },
  "postgresql",
  () => startPostgresql(),
  (server) => {
    test("takes queries, and runs PostgreSQL's own programs", async () => {
      const [createdb = "", ...args] = server.command("createdb", "app");
      await run(createdb, args);
      await server.sql("app", "CREATE TABLE rules (id int, rule text)");
      await server.sql("app", "INSERT INTO rules VALUES (1, 'allow tcp/22'), (2, 'deny')");
      expect(await server.sql("app", "SELECT * FROM rules ORDER BY id")).toBe("1|allow tcp/22\n2|deny\n");
    });

    test("says what is wrong with a query", async () => {
      await expect(server.sql("postgres", "SELECT nothing")).rejects.toThrow('column "nothing"');
    });
  },
);
