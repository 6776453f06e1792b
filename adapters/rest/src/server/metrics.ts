import type { RecoveryOperations } from "@holdfast/core";
import type { FastifyInstance } from "fastify";
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { SessionStore } from "../sessions/session-store.ts";
import type { Gate } from "./gate.ts";

/** Measures requests, tells of jobs and sessions, and serves all of it in Prometheus' text format to whoever is logged in. */
export function addMetrics(
  app: FastifyInstance,
  operations: RecoveryOperations,
  sessions: SessionStore,
  gate: Gate,
): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  measureRequests(app, registry);
  const updateJobs = jobMetrics(registry, operations);
  const open = new Gauge({
    name: "holdfast_sessions",
    help: "Sessions that have not ended.",
    registers: [registry],
  });
  app.route({
    method: "GET",
    url: "/metrics",
    config: { operation: "metrics" },
    schema: { hide: true },
    onRequest: async (request) => void (await gate.identify(request)),
    handler: async (_request, reply) => {
      open.set(sessions.size);
      await updateJobs();
      return reply.header("content-type", registry.contentType).send(await registry.metrics());
    },
  });
}

function measureRequests(app: FastifyInstance, registry: Registry): void {
  const registers = [registry];
  const requests = new Counter({
    name: "holdfast_http_requests_total",
    help: "Requests that were answered, by operation and HTTP status.",
    labelNames: ["operation", "status"],
    registers,
  });
  const duration = new Histogram({
    name: "holdfast_http_request_duration_seconds",
    help: "Time from a request's headers to the end of its answer, by operation.",
    labelNames: ["operation"],
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60],
    registers,
  });
  app.addHook("onResponse", async ({ routeOptions }, { statusCode, elapsedTime }) => {
    const { operation = "unknown" } = routeOptions.config;
    requests.inc({ operation, status: statusCode });
    duration.observe({ operation }, elapsedTime / 1000);
  });
}

/** @returns brings the metrics of jobs up to date */
function jobMetrics(registry: Registry, { backup }: RecoveryOperations): () => Promise<void> {
  const registers = [registry];
  const gauge = (name: string, help: string): Gauge => new Gauge({ name, help, registers });
  const byStatus = new Gauge({
    name: "holdfast_backups",
    help: "Backups that are remembered, by status.",
    labelNames: ["status"],
    registers,
  });
  const running = gauge("holdfast_backup_running", "1 while a backup runs.");
  const progress = gauge(
    "holdfast_backup_progress_ratio",
    "How far the latest backup is, or was when it ended.",
  );
  const success = gauge(
    "holdfast_backup_last_success_timestamp_seconds",
    "When the latest good backup ended.",
  );
  const size = gauge("holdfast_backup_last_success_size_bytes", "What the latest good backup stored.");
  const took = gauge(
    "holdfast_backup_last_success_duration_seconds",
    "How long the latest good backup took.",
  );

  return async () => {
    const details = [...(await backup.job.details.list()).values()];
    byStatus.reset();
    for (const { status } of details) byStatus.inc({ status });
    const [latest] = details;
    running.set(latest?.status === "RUNNING" ? 1 : 0);
    progress.set(latest === undefined ? 0 : latest.progress.completed / latest.progress.total);
    const good = details.find(({ status }) => status === "SUCCEEDED");
    if (good?.end_time === undefined) return;
    success.set(good.end_time.getTime() / 1000);
    size.set(good.size);
    took.set(good.duration);
  };
}
