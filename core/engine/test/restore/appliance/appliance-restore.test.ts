import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { listingOf } from "../../archive/listing.ts";
import { idsOf, success } from "../../backup/job-test.ts";
import { applianceTest, location } from "./appliance-test.ts";

describe("a restore into the appliance", () => {
  applianceTest(
    "brings every part back, and keeps what it replaced",
    async ({ appliance, makeCore, escrow }) => {
      const core = makeCore(appliance.options);
      const old = appliance.listing();
      await success(core.backUp({ location, recipients: [escrow.recipient.toString()] }));
      appliance.fill("new");
      const later = listingOf(join(appliance.directory, "etc/app"));

      const request = { location, archive: "latest", key: { identities: [escrow.toText()] } };
      expect(await core.applicability(request)).toMatchObject({
        applicable: true,
        authentic: true,
        warnings: [],
      });
      const job = core.restoreAppliance(request);
      const phases = new Set<string | undefined>();
      job.subscribe(({ phase }) => phases.add(phase));
      const status = await success(job);

      expect([...phases]).toEqual(["preparing", "unpacking", "swapping"]);
      expect(status.progress).toBe(100);
      expect(appliance.listing()).toEqual({ ...old, "/database": expect.any(String) });
      expect(appliance.database).toBe("old rows\n".repeat(2000));
      expect(appliance.sessions).toBe("old sessions\n");
      expect(appliance.called).toEqual(["stop", "start"]);
      const before = `.before-${job.id}`;
      expect(appliance.leftovers()).toEqual([`etc/${before}`]);
      const kept = join(appliance.directory, "etc", before, appliance.directory, "etc/app");
      expect(listingOf(kept)).toEqual(later);
      expect(core.jobs().map(({ id, kind, state }) => [id, kind, state])[0]).toEqual([
        job.id,
        "restore",
        "SUCCEEDED",
      ]);
    },
  );

  applianceTest("takes only the parts that are asked for", async ({ appliance, makeCore }) => {
    const core = makeCore(appliance.options);
    await success(core.backUp({ location }));
    const old = appliance.listing();
    appliance.fill("new");
    const later = appliance.listing();
    const request = { location, archive: "latest", parts: ["names", "sessions"], ignoreWarnings: true };
    const status = await success(core.restoreAppliance(request));
    expect(idsOf(status)).toContain("holdfast.restore.not-authentic");
    expect(appliance.listing()).toEqual({ ...later, "/etc/hostname": old["/etc/hostname"] });
    expect(appliance.sessions).toBe("old sessions\n");
    expect(readFileSync(join(appliance.directory, "etc/app/rules"), "utf8")).toBe("new\n");
  });

  applianceTest("makes what is missing", async ({ appliance, makeCore, escrow }) => {
    const core = makeCore(appliance.options);
    await success(core.backUp({ location, recipients: [escrow.recipient.toString()] }));
    const old = appliance.listing();
    appliance.empty();
    const key = { identities: [escrow.toText()] };
    await success(core.restoreAppliance({ location, archive: "latest", key }));
    expect(appliance.listing()).toEqual({ ...old, "/database": expect.any(String) });
    expect(appliance.leftovers()).toEqual([]);
  });
});
