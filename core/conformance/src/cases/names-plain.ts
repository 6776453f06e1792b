import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";
import { contentOf } from "../content.ts";

export const namesPlain: ConformanceCase = {
  name: "names-plain",
  title: "names as archives have them are taken: letters of both cases, digits, . _ - and 200 characters",
  needs: ["read"],
  async run(place) {
    const names = [
      "backup-metadata.json",
      "SHA256SUMS",
      "M_4.2.0_20260102-030405_",
      "sn_fw-01.example",
      "_x",
      "x".repeat(200),
    ];
    for (const [index, name] of names.entries()) {
      await place.put(`${name}/${name}`, contentOf(10, index));
      await place.mustHave(`${name}/${name}`, contentOf(10, index), `the file ${name}`);
    }
    if (!place.session.capabilities.list) return;
    const listed = (await place.list("")).map((entry) => entry.name).toSorted();
    mustHold(
      listed.join() === names.toSorted().join(),
      `list gives the names that were put, not ${listed.join(", ")}`,
    );
  },
};
