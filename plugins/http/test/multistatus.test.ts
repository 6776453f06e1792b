import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pathOfHref, segmentsOf } from "../src/dav/href.ts";
import { type DavResource, MultistatusReader } from "../src/dav/multistatus.ts";
import { XmlError, XmlReader } from "../src/dav/xml-reader.ts";

function read(document: string): readonly DavResource[] {
  const xml = new XmlReader();
  const multistatus = new MultistatusReader();
  const found = [...xml.push(Buffer.from(document))].flatMap((event) => multistatus.take(event) ?? []);
  xml.end();
  return found;
}

function response(inside: string): string {
  return `<multistatus xmlns="DAV:"><response>${inside}</response></multistatus>`;
}

describe("a multistatus", () => {
  test("tells what was found, and leaves out what was not", () => {
    const [resource] = read(
      response(`
        <href> /a/ </href>
        <propstat><prop><getcontentlength>7</getcontentlength><resourcetype><collection/></resourcetype>
          <getlastmodified>Wed, 25 Nov 2026 19:22:46 GMT</getlastmodified>
          <x xmlns="urn:other"><getcontentlength xmlns="DAV:">9</getcontentlength></x></prop>
          <status>HTTP/1.1 200 OK</status></propstat>
        <propstat><status>HTTP/1.1 404 Not Found</status><prop><quota-available-bytes>5</quota-available-bytes></prop></propstat>`),
    );
    expect(resource).toEqual({
      href: "/a/",
      status: undefined,
      isCollection: true,
      length: 7,
      modified: new Date(Date.UTC(2026, 10, 25, 19, 22, 46)),
      quotaAvailable: undefined,
    });
  });

  test("tells the status of a resource and a quota beyond what numbers can hold", () => {
    expect(read(response("<href>/a</href><status>HTTP/1.1 404 Not Found</status>"))).toMatchObject([
      { status: 404, isCollection: false, length: undefined },
    ]);
    const quota = "<prop><quota-available-bytes>18446744073709551615</quota-available-bytes></prop>";
    const found = `<href>/</href><propstat>${quota}<status>HTTP/1.1 200 OK</status></propstat>`;
    expect(read(response(found))).toMatchObject([{ quotaAvailable: undefined }]);
    expect(read(response(found.replace("18446744073709551615", "9223372036854775807")))).toMatchObject([
      { quotaAvailable: Number.MAX_SAFE_INTEGER },
    ]);
  });

  test.each([
    ["of another kind", "<error xmlns='DAV:'/>"],
    ["of no namespace", "<multistatus/>"],
    ["without an href", response("<status>HTTP/1.1 200 OK</status>")],
    [
      "with too long an href",
      response(`<href>${"/x".repeat(4000)}${"<!---->/y".repeat(1200)}${"/z".repeat(4000)}</href>`),
    ],
  ])("%s is refused", (_, document) => {
    expect(() => read(document)).toThrow(XmlError);
  });
});

describe("an href", () => {
  test.each([
    ["/a/b%20c", ["a", "b c"]],
    ["http://fw.example:80/a/", ["a"]],
    ["https://fw.example", []],
    ["/a/%2e%2e/%2F/%00?x#y", ["a", "..", "/", "\0"]],
    ["/%C3%BC/ü/100%", ["ü", "ü", "100%"]],
    ["/%ff", undefined],
  ])("%s has its segments", (href, expected) => {
    expect(segmentsOf(pathOfHref(href))).toEqual(expected);
  });

  test("gives back any name that was encoded", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (name) => {
        expect(segmentsOf(`/${encodeURIComponent(name)}`)).toEqual([name]);
      }),
    );
  });
});
