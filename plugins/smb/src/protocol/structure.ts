import { protocolError } from "./session-errors.ts";

/** How a field lies in a message; numbers are little-endian ([MS-SMB2] §2.2). */
export interface FieldType<Value> {
  readonly bytes: number;
  read(from: Buffer, at: number): Value;
  write(into: Buffer, at: number, value: Value): void;
}

export const uint8: FieldType<number> = {
  bytes: 1,
  read: (from, at) => from.readUInt8(at),
  write: (into, at, value) => into.writeUInt8(value, at),
};

export const uint16: FieldType<number> = {
  bytes: 2,
  read: (from, at) => from.readUInt16LE(at),
  write: (into, at, value) => into.writeUInt16LE(value, at),
};

export const uint32: FieldType<number> = {
  bytes: 4,
  read: (from, at) => from.readUInt32LE(at),
  write: (into, at, value) => into.writeUInt32LE(value, at),
};

export const uint64: FieldType<bigint> = {
  bytes: 8,
  read: (from, at) => from.readBigUInt64LE(at),
  write: (into, at, value) => into.writeBigUInt64LE(value, at),
};

/** A field of bytes that mean nothing here, such as a GUID; when read, they lie in the message's memory. */
export function opaque(bytes: number): FieldType<Uint8Array> {
  return {
    bytes,
    read: (from, at) => from.subarray(at, at + bytes),
    write: (into, at, value) => into.set(value.subarray(0, bytes), at),
  };
}

type FieldTypes = Readonly<Record<string, FieldType<unknown>>>;

type Values<Fields extends FieldTypes> = {
  readonly [Name in keyof Fields]: Fields[Name] extends FieldType<infer Value> ? Value : never;
};

/** The fixed part of a message: named fields, one after the other. */
export class Structure<Fields extends FieldTypes> {
  readonly bytes: number;
  readonly #fields: readonly (readonly [name: string, type: FieldType<unknown>, at: number])[];

  /** @param fields by their names in the specification, in their order */
  constructor(fields: Fields) {
    let at = 0;
    this.#fields = Object.entries(fields).map(([name, type]) => {
      const placed = [name, type, at] as const;
      at += type.bytes;
      return placed;
    });
    this.bytes = at;
  }

  /** Fields that are left out are zero. */
  encode(values: Partial<Values<Fields>>): Buffer {
    const encoded = Buffer.alloc(this.bytes);
    for (const [name, type, at] of this.#fields) {
      const value: unknown = values[name];
      if (value !== undefined) type.write(encoded, at, value);
    }
    return encoded;
  }

  /** @throws LocationError `protocol` when the bytes end too early */
  decode(from: Buffer, start = 0): Values<Fields> {
    if (start < 0 || start + this.bytes > from.length)
      throw protocolError("The server sent a message that ends too early.");
    const values: Record<string, unknown> = {};
    for (const [name, type, at] of this.#fields) values[name] = type.read(from, start + at);
    return values as Values<Fields>;
  }
}

/**
 * The part of a message that an offset and a length in it point to, in the message's memory.
 *
 * @throws LocationError `protocol` when it is not inside
 */
export function partOf(message: Buffer, offset: number, length: number): Buffer {
  if (length === 0) return message.subarray(0, 0);
  if (offset + length > message.length)
    throw protocolError("The server sent a length that points outside of its message.");
  return message.subarray(offset, offset + length);
}

/** Text as it lies in messages: UTF-16, little-endian, without an end mark. */
export function utf16(text: string): Buffer {
  return Buffer.from(text, "utf16le");
}
