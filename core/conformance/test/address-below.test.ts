import { expect, test } from "vitest";
import { addressBelow } from "@holdfast/conformance";

test.each([
  ["/srv/backup", "/srv/backup/a b/%41#?"],
  ["/srv/backup/", "/srv/backup/a b/%41#?"],
  ["file:///srv/backup", "file:///srv/backup/a%20b/%2541%23%3F"],
  ["https://host.example/dav/?depth=1", "https://host.example/dav/a%20b/%2541%23%3F?depth=1"],
])("below %s", (location, expected) => {
  const address = { location, type: "ANY", user: "u", options: { o: "v" } };
  expect(addressBelow(address, "a b/%41#?")).toEqual({ ...address, location: expected });
});
