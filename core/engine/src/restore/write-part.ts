import type { ExtractSummary } from "../archive/extraction.ts";
import { PartWriter } from "../pipeline/part-writer.ts";
import type { WritingOptions } from "../pipeline/stream-writing.ts";
import type { PieceConsumer } from "./excerpt.ts";

/**
 * Writes a part to where it is restored to, in a worker that ends with it.
 *
 * @param partial whether only a selection of whole members comes
 * @param read reads the part, and hands its pieces on
 * @returns what was written
 */
export async function writePart(
  options: WritingOptions,
  partial: boolean,
  read: (write: PieceConsumer) => Promise<void>,
): Promise<ExtractSummary> {
  const writer = new PartWriter(options);
  try {
    await read((bytes) => writer.write(bytes));
    return await writer.end(partial);
  } catch (error) {
    await writer.abandon();
    throw error;
  } finally {
    await writer.close();
  }
}
