import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Listed, type Printed, Workplace } from "./workplace.ts";

let workplace: Workplace;
beforeAll(async () => {
  workplace = await Workplace.create();
  await workplace.write("source/file", "content");
});
afterAll(() => workplace.remove());

const timestamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const backup = (): string[] => ["backup", "source", "--to", workplace.locationUrl, "--comment", "a\u202eb"];

async function followed(args: readonly string[]) {
  const { code, stdout, stderr } = await workplace.run([...args, "--follow"]);
  expect(stderr).toBe("");
  const values = stdout
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Printed);
  return { code, values, last: values.at(-1) };
}

test("a job is one value in the words of the API, its id first", async () => {
  const { code, value } = await workplace.json(backup());
  expect(code).toBe(0);
  expect(Object.keys(value)[0]).toBe("id");
  expect(value).toEqual({
    id: expect.stringMatching(/^\d{8}-\d{6}-1$/),
    kind: "backup",
    state: "SUCCEEDED",
    phase: "committing",
    progress: 100,
    messages: expect.any(Array),
    start_time: timestamp,
    end_time: timestamp,
    duration: expect.any(Number),
    cancelable: false,
    bytes: { source: expect.any(Number), done: expect.any(Number), stored: expect.any(Number) },
    location: workplace.locationUrl,
    location_user: "",
    type: "MANUAL",
    parts: ["common"],
    comment: "a\u202eb",
    version: expect.any(String),
    build: "1",
  });
  for (const message of value.messages) {
    expect(message).toEqual({
      id: expect.stringMatching(/^holdfast\.\w+\.[\w-]+$/),
      default_message: expect.any(String),
      args: expect.any(Array),
    });
  }
});

test("list and show name the archive as the API does", async () => {
  const listed = await workplace.json<readonly Listed[]>(["list", "--from", workplace.locationUrl]);
  expect(listed.value[0]).toEqual({
    archive: expect.stringMatching(/^M_/),
    timestamp,
    version: expect.any(String),
    comment: "a\u202eb",
  });
  const { archive = "" } = listed.value[0] ?? {};
  const shown = await workplace.json(["show", archive, "--from", workplace.locationUrl]);
  expect(shown.value).toMatchObject({
    archive,
    timestamp,
    parts: ["common"],
    comment: "a\u202eb",
    authentic: false,
  });
});

test("--follow prints events before the value, progress never going back", async () => {
  const { code, values, last } = await followed([...backup(), "--part", "other"]);
  expect(code).toBe(0);
  expect(last).toMatchObject({ state: "SUCCEEDED", progress: 100 });
  const events = values.slice(0, -1);
  expect(events.map(({ state }) => state)).toEqual(events.map(() => "INPROGRESS"));
  expect([...new Set(events.map(({ phase }) => phase))]).toEqual([
    "preparing",
    "transferring",
    "verifying",
    "committing",
  ]);
  const progress = values.map((value) => value.progress ?? 0);
  expect(progress).toEqual(progress.toSorted((a, b) => a - b));
});

test("--follow of verify and check", async () => {
  const verified = await followed(["verify", "latest", "--from", workplace.locationUrl]);
  expect(verified.values.slice(0, -1)).toEqual([
    { volumes: 1, of: 2 },
    { volumes: 2, of: 2 },
  ]);
  expect(verified.last).toMatchObject({ extent: "content" });
  const checked = await followed(["check", workplace.locationUrl]);
  expect(checked.values.slice(0, -1)).toEqual(checked.last?.steps);
  expect(checked.last?.passed).toBe(true);
});

test.skipIf(process.platform === "win32")(
  "a backup that leaves something out is done with problems",
  async () => {
    execFileSync("mkfifo", [join(workplace.directory, "source/pipe")]);
    const { code, value } = await workplace.json(backup());
    expect(value.messages).toContainEqual(
      expect.objectContaining({ id: "holdfast.backup.entries-with-problems" }),
    );
    expect(value.state).toBe("SUCCEEDED");
    expect(code).toBe(3);
  },
);
