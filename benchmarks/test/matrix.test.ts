import { isMissing } from "@holdfast/testservers";
import { expect, test } from "vitest";
import { columns, rowOf } from "../matrix/row.ts";
import type { StartedSubject, Subject } from "../matrix/subject.ts";
import { findSubjects } from "../matrix/subjects.ts";

const subjects = await findSubjects();
/** Small file systems are made by root only. */
const notRoot = process.getuid?.() !== 0;
const timeout = 120_000;

function subject(type: string, server: string): Subject {
  const found = subjects.find((each) => each.type === type && each.server === server);
  if (found === undefined) throw new Error(`There is no ${type} on ${server}.`);
  return found;
}

/** A subject of which its operator thinks something that is not so. */
function mistaken(right: Subject, change: (started: StartedSubject) => Partial<StartedSubject>): Subject {
  const start = async (): ReturnType<Subject["start"]> => {
    const started = await right.start();
    return isMissing(started) ? started : { ...started, ...change(started) };
  };
  return { ...right, start };
}

test("every type of the appliance recovery API is there, and FILE", () => {
  const types = new Set(subjects.map(({ type }) => type));
  expect([...types].toSorted()).toEqual([
    ...["FILE", "FTP", "FTPS", "HTTP", "HTTPS", "NFS", "SCP", "SFTP", "SMB"],
  ]);
});

test.skipIf(notRoot)("a local directory does all that it can", { timeout }, async () => {
  const row = await rowOf(subject("FILE", "local directory"));
  expect(row.failures).toEqual([]);
  expect(row.cells).toEqual(["ok", "ok", "ok", "ok", "ok", "-", "-", "-", "ok", "ok"]);
});

test.skipIf(notRoot)("a web server does all that is asked of it", { timeout, tags: ["slow"] }, async () => {
  const row = await rowOf(subject("HTTPS", "bare PUT and GET"));
  expect(row.failures).toEqual([]);
  expect(row.cells).toEqual(columns.map(() => "ok"));
});

test.skipIf(notRoot)(
  "what is not as expected is a failure, in words, and so is a secret that shows",
  { timeout, tags: ["slow"] },
  async () => {
    const wrong = mistaken(subject("HTTPS", "bare PUT and GET"), ({ args, login, url }) => ({
      otherPeer: args,
      // The shell's command line has the password as long as the command runs.
      full: () =>
        Promise.resolve({ url: url("full"), prefix: ["sh", "-c", '"$@"; exit $?', login?.password ?? ""] }),
    }));
    const { cells, failures } = await rowOf(wrong);
    const failed = columns.filter((_, index) => cells[index] === "FAILED");
    expect(failed).toEqual(["wrong peer", "disk full", "secrets kept"]);
    expect(failures).toEqual([
      expect.stringContaining("wrong peer: ended with 0 and holdfast.backup.verified"),
      expect.stringContaining("expected 1 and holdfast.location.no-space"),
      expect.stringContaining("a secret is in the process list"),
    ]);
  },
);
