import type { ConformanceCase } from "../conformance-case.ts";
import { contentOf } from "../content.ts";
import { locationErrorOf } from "../rejection.ts";
import { within } from "../within.ts";

export const closeEndsPut: ConformanceCase = {
  name: "close-ends-put",
  title: "close ends a put that is under way",
  needs: [],
  async run(place) {
    const session = await place.connect();
    const content = contentOf(16 * 1024 * 1024);
    const put = session.put("file", { size: content.length, chunks: [content] }, place.calm);
    const outcome = put.then(
      () => undefined,
      (error: unknown) => locationErrorOf(error, "a put that close ended"),
    );
    const ended = Promise.all([outcome, session.close()]);
    const [error] = await within(10_000, "close and a put that is under way end", ended);
    if (error === undefined && place.session.capabilities.read) {
      await place.mustHave("file", content, "a put that resolved although the session was closed");
    }
  },
};
