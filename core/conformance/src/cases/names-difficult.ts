import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";
import { contentOf } from "../content.ts";
import type { Place } from "../place.ts";
import { locationErrorOf } from "../rejection.ts";

const names = [
  "two words",
  " outer ",
  "%41",
  "100%",
  "%2e%2e",
  "a#b",
  "a?b=c",
  "a&b;c",
  "$(id)",
  "`id`",
  "it's",
  'say "hi"',
  "a|b>c<d",
  "*",
  "[a-z]{1}",
  "~root",
  "-rf",
  "--help",
  ".hidden",
  "...",
  "a:b",
  "a+b=c,d@e!",
  "\u00e9t\u00e9", // composed (NFC)
  "e\u0301te\u0301", // decomposed (NFD)
  "\u65e5\u672c\u8a9e",
  "\u{1f4be}",
  "\u202etxt.exe", // right-to-left override
];

export const namesDifficult: ConformanceCase = {
  name: "names-difficult",
  title: "a name that means something to a protocol is taken literally or refused as invalid-name",
  needs: ["read"],
  async run(place) {
    for (const [index, name] of names.entries()) {
      const path = `case-${index}/${name}/${name}`;
      const shown = JSON.stringify(name);
      const content = contentOf(10, index);
      const refused = await place.put(path, content).then(
        () => false,
        (error: unknown) =>
          locationErrorOf(error, `put of ${shown}`).code === "invalid-name" || Promise.reject(error),
      );
      if (refused) continue;
      await place.mustHave(path, content, `the file ${shown}`);
      const info = await place.stat(path);
      mustHold(info?.kind === "file" && info.size === content.length, `stat finds the file ${shown}`);
      if (place.session.capabilities.list) await mustListOnly(place, `case-${index}`, name);
      if (place.session.capabilities.list) await mustListOnly(place, `case-${index}/${name}`, name);
      if (!place.session.capabilities.remove) continue;
      await place.session.remove(path, place.calm);
      mustHold((await place.stat(path)) === undefined, `remove removes the file ${shown}`);
    }
  },
};

/** A server may normalise Unicode, as long as its listing names the file that was put. */
async function mustListOnly(place: Place, directory: string, name: string): Promise<void> {
  const listed = (await place.list(directory)).map((entry) => entry.name);
  const right = listed.length === 1 && listed[0]?.normalize("NFC") === name.normalize("NFC");
  mustHold(right, `list gives ${JSON.stringify(name)}, not ${JSON.stringify(listed)}`);
}
