import { expect } from "vitest";
import { StateDatabase } from "../../src/state/database.ts";
import { UnfinishedArchives, type UnfinishedArchive } from "../../src/state/unfinished-archives.ts";
import { stateTest as test } from "./state-test.ts";

const first: UnfinishedArchive = {
  jobId: "20270101-000000-1",
  address: { location: "smb://nas/backup", type: "SMB", user: "fw", options: { dialect: "3.1.1" } },
  directory: "examplewall/sn_fw/M_1_20270101-000000_",
};
const second: UnfinishedArchive = {
  jobId: "20270102-000000-1",
  address: { location: "/mnt/usb", type: "FILE", options: {} },
  directory: "examplewall/sn_fw/S_1_20270102-000000_",
};

test("what was begun and not finished is listed, oldest first, by another process too", ({
  database,
  stateDir,
}) => {
  const journal = new UnfinishedArchives(database);
  journal.begin(second);
  journal.begin(first);
  journal.begin(first);
  const other = new StateDatabase(stateDir);
  expect(new UnfinishedArchives(other).list()).toEqual([first, second]);
  new UnfinishedArchives(other).finish(first);
  other.close();
  expect(journal.list()).toEqual([second]);
  journal.finish(first);
  journal.finish(second);
  expect(journal.list()).toEqual([]);
});
