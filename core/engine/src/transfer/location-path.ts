import { LocationError } from "@holdfast/contract";

const longestSegment = 255;
const longestPath = 1024;

/**
 * Checks a path before it reaches a plugin: relative, `/` between segments, no
 * empty, `.` or `..` segment, no control character, no backslash, well-formed.
 *
 * @throws LocationError `invalid-name`
 */
export function checkPath(path: string): void {
  const segments = path.split("/");
  const bad =
    path.length > longestPath ||
    !path.isWellFormed() ||
    // eslint-disable-next-line no-control-regex -- control characters are what is looked for
    /[\u0000-\u001f\u007f\\]/.test(path) ||
    segments.some(
      (segment) =>
        segment === "" || segment === "." || segment === ".." || Buffer.byteLength(segment) > longestSegment,
    );
  if (bad) {
    throw new LocationError({
      code: "invalid-name",
      retry: "never",
      message: `${JSON.stringify(path.slice(0, 100))} cannot be a path at a location`,
    });
  }
}
