import { describeWith, isRequired, type Runner } from "@holdfast/testservers";
import { afterEach, describe, expect, test, vi } from "vitest";

/** A runner that writes down what it is given and runs bodies at once. */
function recorder(): { readonly runner: Runner; readonly events: string[] } {
  const events: string[] = [];
  const run = (name: string, body: () => void): void => {
    try {
      body();
      events.push(`passed: ${name}`);
    } catch (error) {
      events.push(`failed: ${name}: ${(error as Error).message}`);
    }
  };
  const skip = (name: string): void => void events.push(name);
  const runner: Runner = {
    describe: (name, body) => (events.push(`suite: ${name}`), body()),
    afterAll: () => events.push("afterAll"),
    test: Object.assign(run, { skip }),
  };
  return { runner, events };
}

afterEach(() => vi.unstubAllEnvs());

describe("a suite", () => {
  test("gets what was started, and stops it in the end", async () => {
    const { runner, events } = recorder();
    const start = async () => ({ port: 7, stop: async () => {} });
    await describeWith(runner, "ftp", start, ({ port }) => runner.test(`port ${port}`, () => {}));
    expect(events).toEqual(["suite: ftp", "afterAll", "passed: port 7"]);
  });

  test("whose server is missing is skipped, with the reason", async () => {
    vi.stubEnv("REQUIRE_SERVERS", "ssh, smb");
    const { runner, events } = recorder();
    await describeWith(
      runner,
      "ftp",
      async () => ({ missing: "no network" }),
      () => expect.unreachable(),
    );
    expect(events).toEqual(["suite: ftp", "skipped: no network"]);
  });

  test("whose server is missing fails where it is required", async () => {
    vi.stubEnv("REQUIRE_SERVERS", "ssh, ftp");
    const { runner, events } = recorder();
    await describeWith(
      runner,
      "ftp",
      async () => ({ missing: "no network" }),
      () => expect.unreachable(),
    );
    expect(events).toEqual(["suite: ftp", "failed: ftp is required: no network"]);
  });
});

test.each([
  ["", false],
  ["all", true],
  ["ftp", true],
  ["ssh,ftp", true],
  ["ftps", false],
])("REQUIRE_SERVERS=%j requires ftp: %s", (value, expected) => {
  vi.stubEnv("REQUIRE_SERVERS", value);
  expect(isRequired("ftp")).toBe(expected);
});
