import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import type { Secret } from "@holdfast/contract";

const derive = promisify<string, Uint8Array, number, ScryptCost, Buffer>(scrypt);

interface ScryptCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
  readonly maxmem: number;
}

/** A password's scrypt hash (RFC 7914) with its cost. */
export interface PasswordHash {
  /** Binary logarithm of N. */
  readonly ln: number;
  readonly r: number;
  readonly p: number;
  readonly salt: Uint8Array;
  readonly hash: Uint8Array;
}

/** 32 MiB and about a tenth of a second: enough against guessing, little enough for an appliance. */
const usual = { ln: 15, r: 8, p: 1 };
const costliest = { ln: 20, r: 32, p: 16 };
const hashLength = 32;
const saltLength = 16;

const format = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w+/-]{11,86})\$([\w+/-]{43})$/;

/** Hashes a password, off the event loop. */
export async function hashPassword(password: Secret): Promise<string> {
  const cost = { ...usual, salt: randomBytes(saltLength) };
  const hash = await scryptOf(password, cost);
  const { ln, r, p } = usual;
  return `$scrypt$ln=${ln},r=${r},p=${p}$${unpadded(cost.salt)}$${unpadded(hash)}`;
}

/** Reads what {@link hashPassword} has written; `undefined` for anything else. */
export function parsePasswordHash(text: string): PasswordHash | undefined {
  const [, ln, r, p, salt = "", hash = ""] = format.exec(text) ?? [];
  const cost = { ln: Number(ln), r: Number(r), p: Number(p) };
  const bearable =
    cost.ln >= 10 &&
    cost.ln <= costliest.ln &&
    cost.r >= 1 &&
    cost.r <= costliest.r &&
    cost.p >= 1 &&
    cost.p <= costliest.p;
  if (!bearable) return undefined;
  return { ...cost, salt: Buffer.from(salt, "base64"), hash: Buffer.from(hash, "base64") };
}

/** Whether it is the password; takes as long when it is not. Off the event loop. */
export async function isPassword(password: Secret, against: PasswordHash): Promise<boolean> {
  return timingSafeEqual(await scryptOf(password, against), against.hash);
}

/** The hash of no password: what a login of an unknown user is compared with, so that it takes as long. */
export function unknowableHash(): PasswordHash {
  return { ...usual, salt: randomBytes(saltLength), hash: randomBytes(hashLength) };
}

function scryptOf(password: Secret, { ln, r, p, salt }: Omit<PasswordHash, "hash">): Promise<Buffer> {
  const N = 2 ** ln;
  return derive(password.reveal().normalize("NFC"), salt, hashLength, {
    N,
    r,
    p,
    maxmem: 128 * N * r * p + 2 ** 20,
  });
}

function unpadded(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64").replaceAll("=", "");
}
