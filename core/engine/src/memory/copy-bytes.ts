/**
 * Copies as many bytes as fit behind an offset of `into`, at the speed of memcpy.
 *
 * `TypedArray.set` has an eighth of that speed where shared memory is involved, because it moves
 * word by word; so has `Buffer.copy` when it copies a whole buffer, because it calls the former.
 *
 * @returns the number of bytes copied
 */
export function copyBytes(bytes: Uint8Array, into: Uint8Array, at: number): number {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const half = bytes.length >>> 1;
  const copied = source.copy(into, at, 0, half);
  return copied < half ? copied : copied + source.copy(into, at + half, half);
}
