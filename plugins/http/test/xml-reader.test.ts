import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { XmlError, type XmlEvent, XmlReader } from "../src/dav/xml-reader.ts";

/** Reads a document in pieces of the given number of bytes. */
function read(document: string | Buffer, pieceBytes = Infinity): readonly XmlEvent[] {
  const bytes = Buffer.from(document);
  const reader = new XmlReader();
  const events: XmlEvent[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes)
    events.push(...reader.push(bytes.subarray(at, at + pieceBytes)));
  reader.end();
  return events;
}

/** The events with neighbouring texts joined, since a text may come in several. */
function joined(events: readonly XmlEvent[]): readonly string[] {
  const lines: string[] = [];
  for (const event of events) {
    const last = lines.at(-1);
    if (event.kind !== "text") lines.push(`${event.kind} ${event.name}`);
    else if (last?.startsWith("text ") === true) lines[lines.length - 1] = last + event.text;
    else lines.push(`text ${event.text}`);
  }
  return lines;
}

const document = `\uFEFF<?xml version="1.0"?>
<!-- a > b --><D:a xmlns:D="DAV:" xmlns='urn:x' title="a > 'b'"><b/>x &lt;&#65;&#x1F4be;&gt;<![CDATA[<&]]]><D:c  ></D:c
></D:a>
`;

describe("a document", () => {
  test.each([Infinity, 1, 2, 3, 7])("is read in pieces of %d bytes", (pieceBytes) => {
    expect(joined(read(document, pieceBytes))).toEqual([
      "open {DAV:}a",
      "open {urn:x}b",
      "close {urn:x}b",
      "text x <A\u{1f4be}><&]",
      "open {DAV:}c",
      "close {DAV:}c",
      "close {DAV:}a",
    ]);
  });

  test("gives back any text that was escaped, however it is cut", () => {
    const escape = (text: string) => text.replace(/[<>&]/g, (each) => `&#${each.codePointAt(0)};`);
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 9 }), (text, pieceBytes) => {
        const events = joined(read(`<a>${escape(text)}</a>`, pieceBytes));
        expect(events.slice(1, -1)).toEqual(text === "" ? [] : [`text ${text}`]);
      }),
    );
  });

  test.each([
    ["a document type", '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'],
    ["an entity that is not known", "<a>&x;</a>"],
    ["an entity with the name of a function", "<a>&toString;</a>"],
    ["a lone ampersand", "<a>a & b</a>"],
    ["a reference to NUL", "<a>&#0;</a>"],
    ["a reference to half a character", "<a>&#xd800;</a>"],
    ["a reference beyond Unicode", "<a>&#x110000;</a>"],
    ["a prefix that is not declared", "<D:a/>"],
    ["two roots", "<a/><b/>"],
    ["text around it", "<a/>text"],
    ["tags that cross", "<a><b></a></b>"],
    ["a tag that is not closed", "<a><b></b>"],
    ["a tag that was not open", "</a>"],
    ["nothing", " "],
    ["an attribute without quotes", "<a b=c/>"],
    ["a tag that is cut", "<a"],
    ["bytes that are not UTF-8", Buffer.from([0x3c, 0x61, 0x3e, 0xff])],
    ["UTF-16", Buffer.from("\uFEFF<a/>", "utf16le")],
    ["too deep a nesting", "<a>".repeat(40)],
    ["a tag that is too long", `<a b="${"x".repeat(70_000)}"/>`],
    ["a text that is too long", `<a>${"x".repeat(70_000)}`],
  ])("with %s is refused", (_, given) => {
    expect(() => read(given)).toThrow(XmlError);
  });

  test("of any bytes is read or refused", () => {
    const soup = fc.array(
      fc.constantFrom(
        "<",
        ">",
        "/",
        "a",
        "D:",
        "&",
        ";",
        '"',
        "'",
        " ",
        "=",
        "!--",
        "--",
        "<![CDATA[",
        "]]>",
        "?",
        "xmlns",
      ),
    );
    fc.assert(
      fc.property(soup, fc.integer({ min: 1, max: 5 }), (pieces, pieceBytes) => {
        try {
          read(pieces.join(""), pieceBytes);
        } catch (error) {
          expect(error).toBeInstanceOf(XmlError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
