import { isMissing, type Missing } from "./availability.ts";

/** The parts of a test runner that {@link describeWith} needs; vitest's and node:test's fit. */
export interface Runner {
  describe(name: string, body: () => void): unknown;
  afterAll(body: () => Promise<void>): unknown;
  test: {
    (name: string, body: () => void): unknown;
    skip(name: string, body: () => void): unknown;
  };
}

/**
 * A suite that needs a server or a program. It is started first and stopped
 * after the suite's last test. Where it is missing, the suite is one skipped
 * test with the reason in its name; where `REQUIRE_SERVERS` names it, one
 * failing test.
 *
 * ```text
 * await describeWith({ describe, test, afterAll }, "openssh", () => startOpenssh(), (server) => {
 *   test("…", async () => { … server.port … });
 * });
 * ```
 */
export async function describeWith<Resource extends object>(
  runner: Runner,
  name: string,
  start: () => Promise<Resource | Missing>,
  body: (resource: Resource) => void,
): Promise<void> {
  const resource = await start();
  runner.describe(name, () => {
    if (!isMissing(resource)) {
      if (hasStop(resource)) runner.afterAll(() => resource.stop());
      body(resource);
    } else if (isRequired(name)) {
      runner.test(`${name} is required`, () => {
        throw new Error(resource.missing);
      });
    } else {
      runner.test.skip(`skipped: ${resource.missing}`, () => {});
    }
  });
}

/** Whether the environment variable `REQUIRE_SERVERS` (`all` or a comma list of names) forbids to skip. */
export function isRequired(name: string): boolean {
  const required = (process.env["REQUIRE_SERVERS"] ?? "").split(",").map((each) => each.trim());
  return required.includes("all") || required.includes(name);
}

function hasStop(resource: object): resource is { stop(): Promise<void> } {
  return "stop" in resource && typeof resource.stop === "function";
}
