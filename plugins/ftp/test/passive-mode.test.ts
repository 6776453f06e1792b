import { isLocationError } from "@holdfast/contract";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { extendedPort, passivePort } from "../src/passive-mode.ts";

const port = fc.integer({ min: 1, max: 65_535 });

describe("the port in a reply to EPSV", () => {
  test("is read, whatever delimiter the server takes", () => {
    fc.assert(
      fc.property(port, fc.constantFrom("|", "!", "$", "#", ",", ";"), (number, mark) => {
        const text = `229 Entering Extended Passive Mode (${mark.repeat(3)}${number}${mark})`;
        expect(extendedPort({ code: 229, text })).toBe(number);
      }),
    );
  });
});

describe("the port in a reply to PASV", () => {
  test.each(["227 Entering Passive Mode (%).", "227 %", "227 Entering Passive Mode. %", "227 =%"])(
    "is read in %j",
    (form) => {
      fc.assert(
        fc.property(port, fc.ipV4(), (number, host) => {
          const numbers = `${host.replaceAll(".", ",")},${number >> 8},${number & 0xff}`;
          expect(passivePort({ code: 227, text: form.replace("%", numbers) })).toBe(number);
        }),
      );
    },
  );
});

test("any text gives a port or is refused", () => {
  const text = fc.oneof(fc.string({ unit: "binary" }), fc.stringMatching(/^[0-9,|()! ]{0,60}$/));
  fc.assert(
    fc.property(fc.constantFrom(extendedPort, passivePort), text, (read, said) => {
      try {
        const found = read({ code: 227, text: `227 ${said}` });
        expect(found).toBeGreaterThan(0);
        expect(found).toBeLessThan(65_536);
      } catch (error) {
        if (!isLocationError(error)) throw error;
        expect(error).toMatchObject({ code: "protocol" });
      }
    }),
  );
});
