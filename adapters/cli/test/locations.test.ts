import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { secrets, Workplace } from "./workplace.ts";

let workplace: Workplace;
beforeAll(async () => {
  workplace = await Workplace.create();
  await workplace.write("source/file", "content");
});
afterAll(() => workplace.remove());

/** Only one job runs per state directory. */
const state = (name: string) => ({ env: { HOLDFAST_STATE_DIR: join(workplace.directory, "states", name) } });

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

describe.concurrent("a location that does not work: exit code 1 and the cause", () => {
  test("a host where nothing answers", async () => {
    const url = `sftp://127.0.0.1:${await closedPort()}/backups`;
    const login = { env: { HOLDFAST_PASSWORD: secrets.location } };
    const { code, value } = await workplace.json(["list", "--from", url, "--user", "backup"], login);
    expect(code).toBe(1);
    expect(value).toMatchObject({
      error_type: "RESOURCE_INACCESSIBLE",
      messages: [{ id: "holdfast.location.unreachable" }],
    });
  });

  test("a file where a directory should be", async () => {
    const path = await workplace.write("plain", "a file");
    const { code, value } = await workplace.json(["backup", "source", "--to", `file://${path}`], state("a"));
    expect(code).toBe(1);
    expect(value).toMatchObject({ kind: "backup", state: "FAILED" });
    expect(value.messages).toContainEqual(
      expect.objectContaining({ id: "holdfast.location.already-exists" }),
    );
  });

  test.skipIf(process.platform !== "linux")(
    "a directory that cannot be written (skipped without /proc)",
    async () => {
      const { code, stdout, stderr } = await workplace.run(
        ["backup", "source", "--to", "file:///proc/holdfast"],
        state("b"),
      );
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      expect(stderr).toMatch(/^The backup \S+ failed after /m);
      const checked = await workplace.json(["check", "file:///proc/holdfast"]);
      expect(checked).toMatchObject({ code: 1, value: { passed: false } });
      expect(checked.value.steps?.at(-1)).toMatchObject({ name: "write", outcome: "failed" });
    },
  );

  test("a directory that is not there has no archives", async () => {
    const { code, stdout, stderr } = await workplace.run(["list", "--from", "file:///nowhere/at/all"]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).toMatch(/^There are no archives of \S+ at this location\.\n {2}\S/);
    const latest = await workplace.json(["verify", "latest", "--from", "file:///nowhere/at/all"]);
    expect(latest).toMatchObject({ code: 1, value: { error_type: "NOT_FOUND" } });
  });

  test("a source that is not there", async () => {
    const { code, value } = await workplace.json(
      ["backup", "nowhere", "--to", workplace.locationUrl],
      state("c"),
    );
    expect(code).toBe(1);
    expect(value.messages).toContainEqual(expect.objectContaining({ id: "holdfast.parts.root-missing" }));
  });
});

test("check tells every step and leaves nothing behind", async () => {
  const url = `file://${join(workplace.directory, "checked")}`;
  const { code, stdout, stderr } = await workplace.run(["check", url]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  const steps = [...stderr.matchAll(/^ok +(\S+) +\S/gm)].map(([, name]) => name);
  expect(steps).toEqual(
    "connect free-space write read range list rename clock volume sessions delete".split(" "),
  );
  expect(await readdir(join(workplace.directory, "checked"))).toEqual([]);
});
