import {
  chmodSync,
  closeSync,
  ftruncateSync,
  linkSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  openSync,
  readdirSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { byteStringOf, type ByteString, fsPath } from "../../src/parts/byte-string.ts";

// Around the limits of 31 and 33 bits.
const distantTimes = [0, 1.25, 4_294_967_297, 8_589_934_592];
const notUtf8 = "caf\xe9 \xff\xfe";

/** Bytes of a file that no compression or hole can stand in for. */
export function content(size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let at = 0, state = size + 1; at < size; at++) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    bytes[at] = 1 + ((state >> 16) % 255);
  }
  return bytes;
}

/** Makes, in an existing directory, what archivers get wrong: odd names, links, sizes, modes and times. */
export function makeSampleTree(directory: string): void {
  const at = (name: string): string | Buffer => fsPath(`${byteStringOf(directory)}/${name}` as ByteString);
  const file = (name: string, bytes: Uint8Array = content(100)): void => writeFileSync(at(name), bytes);

  for (const size of [0, 1, 511, 512, 513, 65_536, 1_048_577]) file(`size-${size}`, content(size));

  file("line\nfeed");
  file("\x01\x1b[31mcontrol\x7f");
  file(" spaces and 'quotes' \\ * ? ");
  file("-rf");
  file("n".repeat(255));
  file(byteStringOf("Größe 日本語 🦊"));
  file(byteStringOf("é".repeat(127)));
  file(notUtf8);
  file("\xff".repeat(255));
  mkdirSync(at("empty directory"));
  mkdirSync(at("\xfe".repeat(90)));
  file(`${"\xfe".repeat(90)}/${"\xfd".repeat(90)}`);
  const deep = ["d".repeat(99), "e".repeat(155), "f".repeat(200)].join("/");
  mkdirSync(at(deep), { recursive: true });
  file(`${deep}/file`);

  symlinkSync("size-1", at("relative link"));
  symlinkSync("/nowhere/at/all", at("dangling link"));
  symlinkSync("../../etc/passwd", at("climbing link"));
  symlinkSync(fsPath(byteStringOf(`${"x/".repeat(120)}ü`)), at("long link"));
  symlinkSync(fsPath(`${notUtf8}/${"\xfc".repeat(200)}` as ByteString), at("link that is not UTF-8"));
  linkSync(at("size-513"), at("hard link"));
  linkSync(at("size-513"), at(`h\xe4rd link ${"\xff".repeat(100)}`));

  file("sparse");
  const sparse = openSync(at("sparse"), "r+");
  ftruncateSync(sparse, 3 * 1_048_576 + 5);
  writeSync(sparse, content(10_000), 0, 10_000, 1_000_003);
  closeSync(sparse);

  for (const mode of [0o000, 0o444, 0o755, 0o1777, 0o2755, 0o4755]) {
    file(`mode-${mode.toString(8)}`);
    chmodSync(at(`mode-${mode.toString(8)}`), mode);
  }
  mkdirSync(at("closed directory"));
  file("closed directory/inside");
  chmodSync(at("closed directory"), 0o555);

  for (const seconds of distantTimes) file(`time-${seconds}`);
  file("time-before-1970");
  setTimes(byteStringOf(directory), 0);
  for (const seconds of distantTimes) utimesSync(at(`time-${seconds}`), seconds, seconds);
  utimesSync(at("time-before-1970"), new Date(-1500), new Date(-1500));
}

/** Gives everything a time that is exact as a number and in nanoseconds. @returns the number for the next */
export function setTimes(path: ByteString, first: number): number {
  let next = first;
  if (lstatSync(fsPath(path)).isDirectory()) {
    for (const child of readdirSync(fsPath(path), { encoding: "latin1" })) {
      next = setTimes(`${path}/${child}` as ByteString, next);
    }
  }
  const seconds = 1_700_000_000 + next / 512;
  lutimesSync(fsPath(path), seconds, seconds);
  return next + 1;
}
