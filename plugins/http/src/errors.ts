import { LocationError, type LocationErrorCode, type RetryHint } from "@holdfast/contract";
import { printable } from "@holdfast/contract/peer";
import type { Answer } from "./protocol/answer.ts";

/** What a status means, whether trying again helps, and the end of a sentence about it. */
const meanings: Readonly<Record<number, readonly [LocationErrorCode, RetryHint, string]>> = {
  400: ["unexpected", "never", "the server does not understand the request"],
  403: ["forbidden", "never", "the server does not permit it"],
  404: ["not-found", "never", "there is no such file"],
  405: ["unsupported", "never", "the server does not know this kind of request here"],
  408: ["timeout", "new-session", "the server waited too long"],
  409: ["unexpected", "same-session", "its directory is gone, or something else is in the way"],
  410: ["not-found", "never", "there is no such file any more"],
  412: ["already-exists", "never", "something is in its place"],
  413: [
    "too-large",
    "never",
    "the server limits the size of files below this (client_max_body_size in nginx, LimitRequestBody in Apache)",
  ],
  414: ["invalid-name", "never", "the server does not take a name as long as this"],
  423: ["busy", "same-session", "somebody has locked it"],
  425: ["busy", "same-session", "the server wants to be asked again"],
  429: ["busy", "same-session", "the server is asked too often"],
  501: ["unsupported", "never", "the server does not know this kind of request"],
  503: ["busy", "same-session", "the server is overloaded or out of service"],
  507: ["no-space", "never", "the disk or quota is full"],
};

/**
 * What an answer that is no success means to the operator.
 *
 * @param doing such as `write common.000001.tar`
 */
export function statusError(answer: Answer, doing: string): LocationError {
  const [code, retry, text] = meanings[answer.status] ?? [
    "unexpected",
    answer.status >= 500 ? "same-session" : "never",
    answer.status >= 500
      ? "the server failed, as some do when the disk is full; its log says why"
      : "the server's answer makes no sense here",
  ];
  const retryAfterMs = retryAfter(answer.headers["retry-after"]);
  return new LocationError({
    code,
    retry,
    message: `Could not ${doing}: ${text} (${printable(answer.statusLine)}).`,
    peerCode: `HTTP ${answer.status}`,
    ...(retryAfterMs === undefined || retry === "never" ? {} : { retryAfterMs }),
  });
}

/** An error about a path that no status tells. */
export function pathError(code: LocationErrorCode, doing: string, reason: string): LocationError {
  return new LocationError({ code, retry: "never", message: `Could not ${doing}: ${reason}.` });
}

/** Milliseconds from a Retry-After of seconds or a date (RFC 9110 §10.2.3), an hour at most. */
function retryAfter(header: string | undefined): number | undefined {
  const milliseconds = header === undefined ? NaN : waitOf(header);
  return Number.isNaN(milliseconds) ? undefined : Math.min(Math.max(0, milliseconds), 3_600_000);
}

function waitOf(header: string): number {
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  return header.endsWith(" GMT") ? Date.parse(header) - Date.now() : NaN;
}
