import { describe, expect, test } from "vitest";
import { archiveAt } from "../../src/operations/archive-location.ts";
import { thrownIds } from "../thrown-ids.ts";

const name = "M_4.2.0_20261124-021530_MJSWM33SMU";

describe("the location of an archive", () => {
  test.for<[spelled: string, type: string, location: string]>([
    [`sftp://h/srv/backup/wall/sn_fw-01/${name}`, "SFTP", "sftp://h/srv/backup"],
    [`sftp://h:2222/wall/sn_fw-01/${name}/`, "SFTP", "sftp://h:2222/"],
    [`h:/srv/backup/wall/sn_fw-01/${name}`, "SCP", "scp://h/srv/backup"],
    [`sftp://h/srv/wall/sn_fw-01/${name}?window=64`, "SFTP", "sftp://h/srv?window=64"],
    [`file:///wall/sn_fw-01/${name}`, "FILE", "file:///"],
    [`/mnt/usb?/wall/sn_fw-01/${name}`, "FILE", "/mnt/usb?"],
    [`/wall/sn_fw-01/${name}`, "FILE", "/"],
    [`file:///mnt/wall/sn_fw-01/${name}/backup-metadata.json`, "FILE", "file:///mnt"],
    [`ftp://h/a/wall/sn_x/b/wall/sn_fw-01/${name}`, "FTP", "ftp://h/a/wall/sn_x/b"],
  ])("%s", ([spelled, location_type, location]) => {
    const { location: found, system, archive } = archiveAt({ location: spelled, location_type }, "wall");
    expect([found.location, found.type, system, archive]).toEqual([location, location_type, "fw-01", name]);
  });

  test("may be percent-encoded", () => {
    const location = "ftp://h/wall/sn_fw-01/M_4.2.0%2B1_20261124-021530_MJSWM33S%3D";
    const { archive } = archiveAt({ location, location_type: "FTP" }, "wall");
    expect(archive).toBe("M_4.2.0+1_20261124-021530_MJSWM33S=");
  });

  test.for<[string, string]>([
    ["sftp://h/srv/backup", "holdfast.operations.no-archive-location"],
    ["sftp://h", "holdfast.operations.no-archive-location"],
    ["sftp://h/wall/sn_fw-01", "holdfast.operations.no-archive-location"],
    [`sftp://h/router/sn_fw-01/${name}`, "holdfast.operations.other-product"],
  ])("that is none is refused: %s", ([location, id]) => {
    expect(thrownIds(() => archiveAt({ location, location_type: "SFTP" }, "wall"))).toEqual([id]);
  });
});
