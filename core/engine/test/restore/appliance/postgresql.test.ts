import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { commandPart, directoryPart } from "@holdfast/core";
import { describeWith } from "@holdfast/testservers";
import { startPostgresql } from "@holdfast/testservers/postgresql";
import { afterAll, describe, expect, test } from "vitest";
import { idsOf, jobTest, success } from "../../backup/job-test.ts";

const location = { location: "memory:///place" };
const rows = "SELECT id, rule, md5(blob) FROM rules ORDER BY id";

await describeWith(
  { describe, test, afterAll },
  "postgresql",
  () => startPostgresql(),
  (server) => {
    const database = commandPart({
      id: "database",
      backup: server.command("pg_dump", "-Fc", "-d", "app"),
      restore: server.command("pg_restore", "--single-transaction", "--clean", "--if-exists", "-d", "app"),
    });

    jobTest(
      "a database comes back from a dump, row by row",
      async ({ directory, makeCore, escrow }) => {
        const etc = join(directory, "etc");
        mkdirSync(etc);
        writeFileSync(join(etc, "rules"), "old");
        await server.sql("postgres", "CREATE DATABASE app");
        await server.sql("app", "CREATE TABLE rules (id serial PRIMARY KEY, rule text UNIQUE, blob text)");
        await server.sql("app", "CREATE VIEW short AS SELECT id FROM rules");
        await server.sql(
          "app",
          "INSERT INTO rules (rule, blob) SELECT 'rule ' || n || ' ü', repeat(md5(n::text), 20) FROM generate_series(1, 3000) n",
        );
        const before = await server.sql("app", rows);
        const core = makeCore({ parts: [directoryPart({ id: "common", roots: [etc] }), database] });
        const recipients = [escrow.recipient.toString()];
        await success(core.backUp({ location, recipients }));

        const request = { location, archive: "latest", key: { identities: [escrow.toText()] } };
        // Into a new database, as after a new installation.
        await server.sql("postgres", "DROP DATABASE app");
        await server.sql("postgres", "CREATE DATABASE app");
        await success(core.restoreAppliance(request));
        expect(await server.sql("app", rows)).toBe(before);

        // Into the one that is there, with rows that are not in the dump.
        await server.sql("app", "DELETE FROM rules WHERE id < 100");
        await server.sql("app", "INSERT INTO rules (rule) VALUES ('later')");
        await success(core.restoreAppliance(request));
        expect(await server.sql("app", rows)).toBe(before);
        expect(await server.sql("app", "SELECT count(*) FROM short")).toBe("3000\n");

        // Where it cannot be restored, the files are put back.
        await server.sql("postgres", "DROP DATABASE app");
        writeFileSync(join(etc, "rules"), "new");
        const status = await core.restoreAppliance(request).finished;
        expect(idsOf(status).at(-1)).toBe("holdfast.parts.command-failed");
        expect(status.messages.at(-1)?.default_message).toContain('database "app" does not exist');
        expect(readFileSync(join(etc, "rules"), "utf8")).toBe("new");
      },
      120_000,
    );
  },
);
