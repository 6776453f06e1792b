import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { restMessage } from "../errors/rest-messages.ts";
import { invalidRequest, VapiError } from "../errors/vapi-error.ts";
import { parseJson } from "../wire/json.ts";

/** Bytes of a body; the longest structure has a few thousand. */
const longestBody = 1024 * 1024;
const longestMs = 30_000;

/**
 * Reads the JSON body of a request; `undefined` when it is empty, whatever its content type.
 *
 * @throws VapiError INVALID_REQUEST, or TIMED_OUT for one that does not come
 */
export async function readBody(request: IncomingMessage, stream: Readable): Promise<unknown> {
  const { headers } = request;
  if (Number(headers["content-length"] ?? 0) > longestBody) throw tooLarge();
  const bytes = await collect(stream);
  if (bytes.length === 0) return undefined;
  checkContentType(headers["content-type"]);
  const encoding = headers["content-encoding"] ?? "identity";
  if (encoding.toLowerCase() !== "identity") {
    throw invalidRequest("holdfast.rest.content-encoding", JSON.stringify(encoding.slice(0, 100)));
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw invalidRequest("holdfast.rest.not-utf-8");
  }
  return parseJson(text);
}

/** What comes after a refusal is left to the server, which reads and drops it. */
function collect(stream: Readable): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    const settle = (outcome: () => void): void => {
      clearTimeout(limit);
      stream.off("data", take).off("end", end).off("close", cut).off("error", cut);
      outcome();
    };
    const take = (chunk: Uint8Array): void => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > longestBody) settle(() => reject(tooLarge()));
    };
    const end = (): void => settle(() => resolve(Buffer.concat(chunks, size)));
    const cut = (): void => settle(() => reject(invalidRequest("holdfast.rest.body-cut-off")));
    const limit = setTimeout(() => settle(() => reject(tooSlow())), longestMs);
    stream.on("data", take).on("end", end).on("close", cut).on("error", cut);
  });
}

function checkContentType(given: string | undefined): void {
  const [type = "", ...parameters] = (given ?? "").split(";").map((part) => part.trim().toLowerCase());
  const charset = parameters.find((parameter) => parameter.startsWith("charset="))?.slice("charset=".length);
  const isUtf8 = charset === undefined || /^"?utf-?8"?$/.test(charset);
  if (type === "application/json" && isUtf8) return;
  throw invalidRequest("holdfast.rest.content-type", JSON.stringify((given ?? "").slice(0, 100)));
}

function tooLarge(): VapiError {
  return invalidRequest("holdfast.rest.body-too-large", longestBody);
}

function tooSlow(): VapiError {
  return new VapiError("TIMED_OUT", [restMessage("holdfast.rest.body-too-slow", longestMs / 1000)], {
    connection: "close",
  });
}
