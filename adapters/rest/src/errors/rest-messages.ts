import type { Message } from "@holdfast/core";

const restMessages = {
  "holdfast.rest.malformed-json": {
    text: "The body of the request is not valid JSON: {0}.",
    remedy: "Send one JSON object in UTF-8.",
  },
  "holdfast.rest.duplicate-key": {
    text: "The body of the request names {0} twice in one object.",
    remedy: "Send each field once.",
  },
  "holdfast.rest.forbidden-key": {
    text: "The body of the request has a field {0}, which no structure has.",
    remedy: "Leave the field out.",
  },
  "holdfast.rest.nested-too-deep": {
    text: "The body of the request nests deeper than {0} levels.",
    remedy: "Send the structure that the operation documents; /openapi.json describes it.",
  },
  "holdfast.rest.not-an-object": {
    text: "The body of the request is not a JSON object.",
    remedy: "Send the structure that the operation documents; /openapi.json describes it.",
  },
  "holdfast.rest.content-type": {
    text: "The body of the request has the content type {0}.",
    remedy: "Send JSON with the header Content-Type: application/json.",
  },
  "holdfast.rest.bad-content-type": {
    text: "The header Content-Type of the request is not well-formed.",
    remedy: "Send JSON with the header Content-Type: application/json.",
  },
  "holdfast.rest.content-encoding": {
    text: "The body of the request has the content encoding {0}.",
    remedy: "Send it without a content encoding.",
  },
  "holdfast.rest.not-utf-8": {
    text: "The body of the request is not UTF-8.",
    remedy: "Send JSON in UTF-8.",
  },
  "holdfast.rest.body-too-large": {
    text: "The body of the request has more than {0} bytes.",
    remedy: "Send the structure that the operation documents: none is longer.",
  },
  "holdfast.rest.body-too-slow": {
    text: "The body of the request was not complete after {0} seconds.",
    remedy: "Send it at once. A proxy in between may hold it back.",
  },
  "holdfast.rest.body-cut-off": {
    text: "The body of the request ended before its announced length.",
    remedy: "Send as many bytes as the header Content-Length says.",
  },
  "holdfast.rest.unknown-field": {
    text: "The request has an unknown field {0}.",
    remedy: "Leave it out, or correct its name; /openapi.json describes what the operation takes.",
  },
  "holdfast.rest.missing-field": {
    text: "The request lacks the field {0}.",
    remedy: "Send the field; /openapi.json describes what the operation takes.",
  },
  "holdfast.rest.invalid-field": {
    text: "The field {0} of the request {1}.",
    remedy: "Correct its value; /openapi.json describes what the operation takes.",
  },
  "holdfast.rest.query-twice": {
    text: "The query parameter {0} is given more than once, but is no list.",
    remedy: "Give it once.",
  },
  "holdfast.rest.bad-url": {
    text: "The path of the request is not well percent-encoded.",
    remedy: "Encode every byte outside of A-Z, a-z, 0-9, -, ., _ and ~ as % and two hexadecimal digits.",
  },
  "holdfast.rest.bad-request": {
    text: "The request cannot be understood: {0}.",
    remedy: "Send it as HTTP/1.1 describes.",
  },
  "holdfast.rest.request-too-slow": {
    text: "The request was not complete in time.",
    remedy: "Send it at once. A proxy in between may hold it back.",
  },
  "holdfast.rest.headers-too-large": {
    text: "The headers of the request are too large.",
    remedy: "Leave out what the operation does not need, such as cookies of other servers.",
  },
  "holdfast.rest.operation-not-found": {
    text: "There is no operation {0}.",
    remedy: "Check method, path and action; /openapi.json lists all operations.",
  },
  "holdfast.rest.no-credentials": {
    text: "The request has neither a session nor credentials.",
    remedy:
      "Log in with POST /api/session and HTTP Basic, then send the token in the header vmware-api-session-id.",
  },
  "holdfast.rest.session-ended": {
    text: "The session does not exist, or has ended.",
    remedy: "Log in again.",
  },
  "holdfast.rest.login-refused": {
    text: "User or password is wrong.",
    remedy: "Check both. After several failures, logins have to wait.",
  },
  "holdfast.rest.login-waits": {
    text: "There were too many failed logins: the next one is looked at in {0} seconds.",
    remedy: "Wait for that long, then log in with the right password.",
  },
  "holdfast.rest.login-needs-basic": {
    text: "A login needs user and password as HTTP Basic.",
    remedy: "Send the header Authorization: Basic with the base64 form of USER:PASSWORD.",
  },
  "holdfast.rest.logins-busy": {
    text: "Too many logins are being checked at the moment.",
    remedy: "Try again in a few seconds.",
  },
  "holdfast.rest.bad-user": {
    text: "Line {1} of the users file {0} is not NAME:ROLE:HASH, with a known role and a scrypt hash.",
    remedy: "Remove the line, and write it with `holdfast user`.",
  },
  "holdfast.rest.bad-user-name": {
    text: "{0} cannot be the name of a user.",
    remedy: "Use 1 to 100 characters without colons and control characters.",
  },
  "holdfast.rest.user-twice": {
    text: "Line {1} of the users file {0} names a user that an earlier line names.",
    remedy: "Remove one of both lines.",
  },
  "holdfast.rest.no-user": {
    text: "There is no user in the users file {0}.",
    remedy: "Add one with `holdfast user`.",
  },
  "holdfast.rest.tls-unreadable": {
    text: "{0} cannot be read: {1}.",
    remedy: "Check the path and its permissions.",
  },
  "holdfast.rest.tls-unusable": {
    text: "{0} is no certificate or private key that can be used: {1}.",
    remedy: "Give PEM files; a private key without a passphrase.",
  },
  "holdfast.rest.tls-mismatch": {
    text: "The private key {0} does not belong to the certificate {1}.",
    remedy:
      "Give the key that the certificate was made for; the server's own certificate stands first in its file.",
  },
  "holdfast.rest.port-in-use": {
    text: "The server cannot listen on {0} port {1}: {2}.",
    remedy: "Choose another port or address, or end what listens there.",
  },
  "holdfast.rest.not-permitted": {
    text: "The user {0} has the role {1}, which does not permit this operation.",
    remedy: "Log in as a user whose role does.",
  },
  "holdfast.rest.internal": {
    text: "The request failed for a reason that the server does not know; its log has it under {0}.",
    remedy: "Report what the log says.",
  },
} as const;

/** The id of a message that only this adapter says. */
export type RestMessageId = keyof typeof restMessages;

/** A message of this adapter with its arguments filled in. */
export function restMessage(id: RestMessageId, ...args: readonly (string | number)[]): Message {
  const texts = args.map(String);
  const filled = restMessages[id].text.replace(
    /\{(\d+)\}/g,
    (whole, index: string) => texts[Number(index)] ?? whole,
  );
  return { id, default_message: filled, args: texts };
}

/** What the reader of such a message can do about it; `undefined` for messages of others. */
export function restRemedy(id: string): string | undefined {
  return Object.hasOwn(restMessages, id) ? restMessages[id as RestMessageId].remedy : undefined;
}
