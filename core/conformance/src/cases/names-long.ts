import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";
import { contentOf } from "../content.ts";
import type { Place } from "../place.ts";
import { locationErrorOf } from "../rejection.ts";

const segment = (letter: string): string => letter.repeat(190);

const paths: readonly string[] = [
  "n".repeat(200),
  `${["a", "b", "c", "d", "e"].map(segment).join("/")}/${"f".repeat(40)}`, // 995 characters
  Array.from({ length: 250 }, () => "dir").join("/"), // 999 characters, 250 levels
  "\u65e5".repeat(80), // 240 bytes
  "\u65e5".repeat(200), // 600 bytes
  "x".repeat(255),
  "x".repeat(256),
  "x".repeat(257),
  "y".repeat(1000),
  `${Array.from({ length: 25 }, () => segment("z")).join("/")}/end`, // 4,778 characters
];

export const namesLong: ConformanceCase = {
  name: "names-long",
  title: "long names and deep paths are taken whole or refused as invalid-name, and never cut",
  needs: ["read"],
  async run(place) {
    const taken: (readonly [string, Uint8Array])[] = [];
    for (const [index, path] of paths.entries()) {
      const content = contentOf(20 + index, index);
      if (await isTaken(place, path, content)) taken.push([path, content]);
      // One that differs at its end only: had the name been cut, it would be the same.
      const sibling = `${path.slice(0, -1)}-`;
      if (await isTaken(place, sibling, content.subarray(1))) taken.push([sibling, content.subarray(1)]);
    }
    mustHold(taken.length > 0, "names of 200 characters are taken");
    for (const [path, content] of taken) await place.mustHave(path, content, `the file ${shown(path)}`);
    if (!place.session.capabilities.list) return;
    const expected = new Set(taken.map(([path]) => path.split("/")[0]));
    for (const { name } of await place.list("")) {
      mustHold(expected.has(name), `list names what was put, not ${shown(name)}`);
      expected.delete(name);
    }
    mustHold(expected.size === 0, `list names all that was put; missing is ${shown([...expected].join())}`);
  },
};

async function isTaken(place: Place, path: string, content: Uint8Array): Promise<boolean> {
  try {
    await place.put(path, content);
    return true;
  } catch (error) {
    const { code, message } = locationErrorOf(error, `put of ${shown(path)}`);
    mustHold(
      code === "invalid-name",
      `${shown(path)} is refused as invalid-name, not as ${code} (${message})`,
    );
    return false;
  }
}

function shown(path: string): string {
  const short = path.length <= 40 ? path : `${path.slice(0, 16)}…${path.slice(-16)}`;
  return `${JSON.stringify(short)} of ${path.length} characters`;
}
