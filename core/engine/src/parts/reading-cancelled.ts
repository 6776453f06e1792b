/** Thrown by synchronous work on a part's source when its caller cancelled it. Never shown to anybody. */
export class ReadingCancelled extends Error {
  override readonly name = "ReadingCancelled";

  constructor() {
    super("Reading the part was cancelled.");
  }
}
