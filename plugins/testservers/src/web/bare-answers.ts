import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open, stat, unlink } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { BareSettings } from "./bare-settings.ts";

const statusOfErrno: Readonly<Record<string, number>> = {
  ENOENT: 404,
  ENOTDIR: 409,
  EEXIST: 409,
  EISDIR: 409,
  EACCES: 403,
  EPERM: 403,
  EROFS: 403,
  ENOSPC: 507,
  ENAMETOOLONG: 400,
};

/** Answers one request. */
export async function answerBare(
  settings: BareSettings,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!isAllowed(settings, request)) {
    end(response, 401, { "WWW-Authenticate": challenge(settings) });
    return;
  }
  try {
    const path = pathIn(settings.directory, request.url ?? "/");
    if (request.method === "PUT") await store(path, request, response);
    else if (request.method === "GET" || request.method === "HEAD")
      await show(path, settings.ranges, request, response);
    else end(response, 405, { Allow: "GET, HEAD, PUT" });
  } catch (error) {
    const errno = (error as NodeJS.ErrnoException).code ?? "";
    const isBelowFile = errno === "ENOTDIR" && request.method !== "PUT";
    const status = error instanceof URIError ? 400 : isBelowFile ? 404 : (statusOfErrno[errno] ?? 500);
    if (response.headersSent) response.destroy();
    else end(response, status);
  }
}

function isAllowed({ authentication, user, password }: BareSettings, { headers }: IncomingMessage): boolean {
  if (authentication === "none") return true;
  const basic = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  return headers.authorization === (authentication === "bearer" ? `Bearer ${password}` : basic);
}

function challenge({ authentication, realm }: BareSettings): string {
  return authentication === "bearer" ? `Bearer realm="${realm}"` : `Basic realm="${realm}", charset="UTF-8"`;
}

/** @throws URIError for a path that is not below the directory */
function pathIn(directory: string, url: string): string {
  const segments = (url.split("?")[0] as string).split("/").slice(1).map(decodeURIComponent);
  if (segments.some((segment) => segment === ".." || /[/\0]/.test(segment))) throw new URIError();
  return join(directory, ...segments) + (url.endsWith("/") ? "/" : "");
}

/** Straight to its name, as such servers do; half a file is removed, and what was there before is gone. */
async function store(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, "w");
  try {
    if (request.headers.expect !== undefined) response.writeContinue();
    await receive(request, file);
  } catch (error) {
    await unlink(path);
    throw error;
  } finally {
    await file.close();
  }
  end(response, 201);
}

/** Takes the whole body, also when there is no place for it: who is still sending would not hear the answer. */
async function receive(request: IncomingMessage, file: FileHandle): Promise<void> {
  let failure: Error | undefined;
  for await (const data of request as AsyncIterable<Buffer>) {
    if (failure === undefined) await file.writeFile(data).catch((error: Error) => (failure = error));
  }
  if (failure !== undefined) throw failure;
}

async function show(
  path: string,
  ranges: boolean,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const info = await stat(path);
  if (info.isDirectory()) {
    if (path.endsWith("/")) end(response, 403);
    else end(response, 301, { Location: `${request.url}/` });
    return;
  }
  const { size, mtime } = info;
  const common = {
    "Last-Modified": mtime.toUTCString(),
    ...(ranges && { "Accept-Ranges": "bytes" }),
  };
  const [, from = "", to = ""] = (ranges && /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "")) || [];
  const start = from === "" ? 0 : Number(from);
  const last = to === "" ? size - 1 : Math.min(Number(to), size - 1);
  if (from !== "" && start > last) {
    end(response, 416, { "Content-Range": `bytes */${size}` });
    return;
  }
  const range = from === "" ? {} : { "Content-Range": `bytes ${start}-${last}/${size}` };
  response.writeHead(from === "" ? 200 : 206, { ...common, ...range, "Content-Length": last - start + 1 });
  if (request.method === "HEAD" || size === 0) response.end();
  else await pipeline(createReadStream(path, { start, end: last }), response);
}

/** An answer without a body. A request whose body was not read takes its connection with it. */
function end(response: ServerResponse, status: number, headers: Readonly<Record<string, string>> = {}): void {
  const unread = !response.req.complete && response.req.headers["content-length"] !== undefined;
  response.writeHead(status, {
    "Content-Length": "0",
    ...headers,
    ...(unread && { Connection: "close" }),
  });
  response.end();
}
