import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";
import { interruptedContent } from "../interrupted-put.ts";
import { offered } from "../not-applicable.ts";
import { rejection } from "../rejection.ts";

const codes: readonly string[] = ["connection-lost", "timeout", "unreachable"];

export const killedGet: ConformanceCase = {
  name: "killed-get",
  title: "a get whose server is killed errors, and does not end as if that were all",
  needs: ["read"],
  async run(place) {
    const { harness, calm } = place;
    const restart = offered(harness.restart?.bind(harness), "restart");
    await place.put("file", interruptedContent);
    const stream = await place.session.get("file", calm);
    const reader = stream[Symbol.asyncIterator]();
    await reader.next();
    const restarted = restart();
    try {
      const { code, retry } = await rejection("a get whose server is killed", readOn(reader));
      mustHold(codes.includes(code), `a killed server is told as ${codes.join(" or ")}, not as ${code}`);
      mustHold(retry === "new-session", `a killed server asks for a new session (${retry})`);
    } finally {
      await restarted;
    }
    const next = await place.connect();
    const info = await next.stat("file", calm);
    mustHold(
      info?.size === interruptedContent.length,
      "a file that was read when the server was killed stays",
    );
  },
};

async function readOn(reader: AsyncIterator<unknown>): Promise<void> {
  while (!(await reader.next()).done);
}
