import { once } from "node:events";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { Agent, request } from "node:https";
import { text } from "node:stream/consumers";

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** The JSON value of an answer, as far as tests look at it one by one. */
export interface Answered {
  readonly id?: string;
  readonly state?: string;
  readonly status?: string;
  readonly user?: string;
  readonly type?: string;
  readonly error_type?: string;
  readonly messages: readonly { readonly id: string; readonly default_message: string }[];
  readonly value: Answered;
}

export interface Reply {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The parsed text, when it is JSON. */
  readonly json: Answered;
}

export interface Sending {
  readonly method?: string;
  /** Becomes JSON, with its content type. */
  readonly json?: unknown;
  /** Sent as it is. */
  readonly body?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

const agent = new Agent({ keepAlive: true, maxSockets: 100 });

/** An HTTPS client that trusts one certificate. */
export class Client {
  readonly #url: string;
  readonly #certificate: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(url: string, certificate: string, headers: Readonly<Record<string, string>> = {}) {
    this.#url = url;
    this.#certificate = certificate;
    this.#headers = headers;
  }

  /** The same client with a header more. */
  with(headers: Readonly<Record<string, string>>): Client {
    return new Client(this.#url, this.#certificate, { ...this.#headers, ...headers });
  }

  /** The same client, sending credentials with each request. */
  as({ user, password }: Credentials): Client {
    return this.with({ authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` });
  }

  /** The same client with a session of its own. */
  async logIn(credentials: Credentials): Promise<Client> {
    const { json } = await this.as(credentials).send("/api/session", { method: "POST" });
    return this.with({ "vmware-api-session-id": json as unknown as string });
  }

  async send(path: string, { method = "GET", json, body, headers }: Sending = {}): Promise<Reply> {
    const payload = json === undefined ? body : JSON.stringify(json);
    const sent = request(`${this.#url}${path}`, {
      method,
      agent,
      ca: this.#certificate,
      headers: {
        ...this.#headers,
        ...(json !== undefined && { "content-type": "application/json" }),
        ...(payload !== undefined && lengthOf(payload, headers)),
        ...headers,
      },
    });
    sent.on("error", () => undefined).end(payload);
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    const answer = await text(response);
    const isJson = response.headers["content-type"] === "application/json";
    return {
      status: response.statusCode,
      headers: response.headers,
      text: answer,
      json: (isJson ? JSON.parse(answer) : undefined) as Answered,
    };
  }

  get(path: string): Promise<Reply> {
    return this.send(path);
  }

  post(path: string, json?: unknown): Promise<Reply> {
    return this.send(path, { method: "POST", json });
  }
}

function lengthOf(
  payload: string | Uint8Array,
  headers: Sending["headers"] = {},
): { "content-length"?: number } {
  return "transfer-encoding" in headers ? {} : { "content-length": Buffer.byteLength(payload) };
}
