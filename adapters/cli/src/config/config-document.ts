import { HoldfastError, isHoldfastError } from "@holdfast/core";
import { cliMessage, type CliMessageId, usageError } from "../output/messages.ts";
import { JsonTextError, type JsonNode, parseJsonText } from "./json-text.ts";

/** A configuration file's text, which knows where each of its values stands. */
export class ConfigDocument {
  /** The file's name, as the user gave it. */
  readonly file: string;
  readonly #text: string;
  readonly #root: JsonNode;

  /** @throws HoldfastError that names line and column */
  constructor(file: string, text: string) {
    this.file = file;
    this.#text = text;
    try {
      this.#root = parseJsonText(text);
    } catch (error) {
      if (!(error instanceof JsonTextError)) throw error;
      throw usageError("holdfast.cli.config-not-json", ...this.#position(error.offset), error.message);
    }
  }

  get value(): unknown {
    return this.#root.value;
  }

  /**
   * The file, line and column of a value, or of the innermost one around it that exists.
   *
   * @param path names and indexes, such as `["parts", 0, "id"]`
   */
  place(path: readonly (string | number)[]): readonly [place: string] {
    return this.#position(this.offset(path));
  }

  /** The same as a number, to order places by. */
  offset(path: readonly (string | number)[]): number {
    let node = this.#root;
    for (const name of path) node = node.children.get(String(name)) ?? node;
    return node.offset;
  }

  /** The error that says what is wrong with a value. */
  refusal(path: readonly (string | number)[], id: CliMessageId, ...args: readonly string[]): HoldfastError {
    return usageError(id, ...this.place(path), ...args);
  }

  /** Does something with a value, and says where it stands when that is refused. */
  at<T>(path: readonly (string | number)[], work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (!isHoldfastError(error)) throw error;
      const where = cliMessage("holdfast.cli.config-refused", ...this.place(path));
      throw new HoldfastError([where, ...error.messages], { errorType: "INVALID_ARGUMENT", cause: error });
    }
  }

  #position(offset: number): readonly [place: string] {
    const before = this.#text.slice(0, offset).split("\n");
    return [`${this.file}:${before.length}:${(before.at(-1) ?? "").length + 1}`];
  }
}
