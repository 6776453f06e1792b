import { LocationError, type LocationErrorCode, type RetryHint } from "@holdfast/contract";
import { printable } from "@holdfast/contract/peer";
import type { Reply } from "./reply.ts";

/** What servers say of themselves in their replies, since 550 and 553 stand for nearly everything. */
const sayings: readonly (readonly [RegExp, LocationErrorCode])[] = [
  [/no space|space left|disk (is )?full|quota|storage allocation|failure writing to local file/i, "no-space"],
  [/file too large/i, "too-large"],
  [/permission|denied|not permitted|read-only|not allowed|prohibited|forbidden/i, "forbidden"],
  [/no such|not found|does(n't| not) exist|cannot find/i, "not-found"],
  [/exists|is a directory|not a directory|not empty/i, "already-exists"],
  [/too long|(invalid|illegal|bad) .*name/i, "invalid-name"],
];

/** What codes mean (RFC 959 §4.2.2, RFC 2228 §5.1, RFC 4217 §10) whatever the text says. */
const codes: Readonly<Record<number, readonly [LocationErrorCode, RetryHint]>> = {
  421: ["connection-lost", "new-session"],
  425: ["connection-lost", "new-session"],
  426: ["connection-lost", "new-session"],
  430: ["unauthenticated", "never"],
  450: ["busy", "same-session"],
  452: ["no-space", "never"],
  500: ["unsupported", "never"],
  501: ["unsupported", "never"],
  502: ["unsupported", "never"],
  504: ["unsupported", "never"],
  522: ["connection-lost", "new-session"],
  530: ["unauthenticated", "never"],
  532: ["unauthenticated", "never"],
  552: ["no-space", "never"],
};

/** Codes of replies whose text tells what happened, or nothing does. */
const unspecific = [451, 550, 551, 553];

/**
 * What a refusing reply means to the operator.
 *
 * @param doing such as `write common.000001.tar`; the path in it is no part of what the server says
 * @param otherwise what a permanent refusal without any reason must mean
 */
export function replyError(
  reply: Reply,
  doing: string,
  path: string,
  otherwise: LocationErrorCode,
): LocationError {
  const words = path === "" ? reply.text : reply.text.replaceAll(path, "…");
  const [code, retry] = meaningOf(reply.code, words, otherwise);
  return new LocationError({
    code,
    retry,
    message: `Could not ${doing}: the server said “${printable(words)}”.`,
    peerCode: String(reply.code),
  });
}

function meaningOf(
  code: number,
  words: string,
  otherwise: LocationErrorCode,
): readonly [LocationErrorCode, RetryHint] {
  const known = codes[code];
  if (known !== undefined) return known;
  if (code < 400) return ["protocol", "new-session"];
  if (unspecific.includes(code)) {
    const saying = sayings.find(([pattern]) => pattern.test(words));
    if (saying !== undefined) return [saying[1], "never"];
    if (code >= 500) return [otherwise, "never"];
  }
  return ["unexpected", code < 500 ? "same-session" : "never"];
}

/** An error that no reply tells. */
export function failure(code: LocationErrorCode, retry: RetryHint, message: string): LocationError {
  return new LocationError({ code, retry, message });
}

/** The peer sent what it may not send; the connection is of no use any more. */
export function protocolError(message: string): LocationError {
  return failure("protocol", "new-session", message);
}

/** A connection that came up and then ended. */
export function connectionLost(peer: string, cause: unknown): LocationError {
  const { code, message } = cause as NodeJS.ErrnoException;
  return new LocationError({
    code: "connection-lost",
    retry: "new-session",
    message: `${peer}: the connection was lost (${code ?? printable(message)}).`,
    ...(code === undefined ? {} : { peerCode: code }),
    cause,
  });
}
