import { expect, test } from "vitest";
import {
  type ConformanceCase,
  ConformanceFailure,
  conformanceCases,
  connectContext,
  type Harness,
  memoryLocation,
  MemoryServer,
  runCase,
} from "@holdfast/conformance";

function harnessOf(server: MemoryServer): Harness {
  return {
    plugin: memoryLocation({ localhost: server }),
    address: () => ({ location: "memory:///place", type: "MEMORY", options: {} }),
    context: connectContext,
  };
}

function caseThat(run: ConformanceCase["run"]): ConformanceCase {
  return { name: "example", title: "an example", needs: [], run };
}

function named(name: string): ConformanceCase {
  const found = conformanceCases.find((each) => each.name === name);
  if (found === undefined) throw new Error(`There is no case ${name}.`);
  return found;
}

test("a case whose capability is off does not apply, and says so", async () => {
  const harness = harnessOf(new MemoryServer({ capabilities: { list: false, sessions: 1 } }));
  expect(await runCase(named("list-absent"), harness)).toEqual({
    notApplicable: "the capability list is off",
  });
  expect(await runCase(named("parallel-sessions"), harness)).toEqual({
    notApplicable: "the capability sessions is off",
  });
});

test("a case whose hook is missing does not apply, and says so", async () => {
  const harness = harnessOf(new MemoryServer());
  expect(await runCase(named("suspend"), harness)).toEqual({ notApplicable: "the harness has no suspend" });
});

test("a capability that the harness promises and the session lacks is a failure", async () => {
  const harness = harnessOf(new MemoryServer({ capabilities: { freeSpace: false } }));
  const promising = { ...harness, capabilities: { freeSpace: true } };
  await expect(runCase(named("capabilities"), promising)).rejects.toThrow(
    "freeSpace is true at this server, not false",
  );
});

test("whatever a case meets becomes a failure that names the rule and keeps the cause", async () => {
  const cause = new TypeError("on purpose");
  const failure = await runCase(
    caseThat(() => Promise.reject(cause)),
    harnessOf(new MemoryServer()),
  ).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ConformanceFailure);
  expect(failure).toMatchObject({ message: "an example: TypeError: on purpose", cause });
});

test("every session of a case is closed when it ends, failed or not", async () => {
  const server = new MemoryServer();
  const sessions: { put: () => Promise<void> }[] = [];
  const opening = caseThat(async (place) => {
    const session = await place.connect();
    for (const each of [place.session, session]) {
      sessions.push({ put: () => each.put("file", { size: 0, chunks: [] }, place.calm) });
    }
    if (sessions.length > 2) throw new Error("on purpose");
  });
  await runCase(opening, harnessOf(server));
  await expect(runCase(opening, harnessOf(server))).rejects.toThrow("on purpose");
  expect(sessions).toHaveLength(4);
  for (const { put } of sessions) await expect(put()).rejects.toMatchObject({ code: "connection-lost" });
});

test("names are unique, and each is its own file's", () => {
  const names = conformanceCases.map((each) => each.name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
});
