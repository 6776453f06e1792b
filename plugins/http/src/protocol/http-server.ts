/** What a client needs to know of its server. */
export interface HttpServer {
  /** Host and port, for messages. */
  readonly name: string;
  /** `http://…` or `https://…`, without a path. */
  readonly origin: string;
  readonly idleMs: number;
}
