import { LocationError } from "@holdfast/contract";

/** What no name may contain ([MS-FSCC] §2.1.5.2): `:` would name a stream inside a file. */
const forbidden = /["*/:<>?\\|]/;
/** Names of devices, whatever their case and extension. */
const device =
  /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])(?: *\.|$)/i;
/** UTF-16 units. */
const longestName = 255;

/** Bytes of UTF-8. Linux takes 4096 with what lies above the share, and servers make the directories of a longer path before they refuse it. */
const longestPath = 3500;

/** Why Windows does not take a name, as the end of a sentence; `undefined` when it does. */
export function nameProblem(name: string): string | undefined {
  const character = forbidden.exec(name)?.[0];
  if (character !== undefined) return `it contains ${character}`;
  if (/\p{Cc}/u.test(name)) return "it contains a control character";
  if (/[. ]$/.test(name)) return "it ends with a dot or a space";
  if (device.test(name)) return "it is the name of a device";
  if (name.length > longestName) return `it is longer than ${longestName} characters`;
  return undefined;
}

/**
 * A path as it stands in messages: names joined by `\`.
 *
 * @param path names joined by `/`; empty for the share's root
 * @throws LocationError `invalid-name` for a name that Windows does not take, which some servers would mangle
 */
export function remoteName(path: string): string {
  if (path === "") return "";
  if (Buffer.byteLength(path) > longestPath) {
    throw new LocationError({
      code: "invalid-name",
      retry: "never",
      message: `SMB servers do not take a path of more than ${longestPath} bytes, as that of ${JSON.stringify(path.slice(-40))}.`,
    });
  }
  const names = path.split("/");
  for (const name of names) {
    const problem = name === "" ? "it is empty" : nameProblem(name);
    if (problem === undefined) continue;
    throw new LocationError({
      code: "invalid-name",
      retry: "never",
      message: `SMB does not take the name ${JSON.stringify(name)}: ${problem}.`,
    });
  }
  return names.join("\\");
}
