import type { FastifyInstance } from "fastify";

/** Writes one line for each answer: what was asked and by whom, without queries, headers and bodies. */
export function logRequests(app: FastifyInstance): void {
  app.addHook(
    "onResponse",
    async ({ method, url, ip, routeOptions, log, user }, { statusCode, elapsedTime }) => {
      const { operation = "unknown" } = routeOptions.config;
      log.info({
        msg: "request",
        method,
        path: url.split("?", 1)[0]?.slice(0, 500),
        operation,
        status: statusCode,
        ms: Math.round(elapsedTime),
        address: ip,
        user,
      });
    },
  );
}
