import type { RecoveryOperations } from "@holdfast/core";
import type { FastifyInstance } from "fastify";
import type { Form, Operation } from "../operations/operation.ts";
import { operations as table } from "../operations/table.ts";
import { api, type Dialect, rest } from "../wire/dialect.ts";
import { inputReader, type PathValues } from "../wire/input.ts";
import { queryOf } from "./action-constraint.ts";
import type { Gate } from "./gate.ts";
import { routeSchema } from "./route-schema.ts";
import { sendAnswer } from "./send.ts";

const prefix = "/appliance/recovery";

/** Adds the routes of all operations in all their forms. */
export function addOperations(app: FastifyInstance, operations: RecoveryOperations, gate: Gate): void {
  for (const operation of table) {
    const add = (dialect: Dialect, path: string, form: Form): void =>
      addRoute(app, { operations, gate, operation, dialect, path, form });
    for (const form of operation.rest) add(rest, `/rest${prefix}${form.path}`, form);
    add(api, `/api${prefix}${operation.api.path}`, operation.api);
    add(rest, ...serviceForm(operation));
  }
}

/** vSphere's oldest form: the path names the service, `~action` the operation, and the body has all parameters. */
function serviceForm({ name }: Operation): [path: string, form: Form] {
  const words = `appliance.recovery.${name}`.split(".");
  const action = words.pop() ?? "";
  const path = `/rest/com/vmware/${words.join("/").replaceAll("_", "-")}`;
  return [path, { method: "POST", path: "", action }];
}

interface Route {
  readonly operations: RecoveryOperations;
  readonly gate: Gate;
  readonly operation: Operation;
  readonly dialect: Dialect;
  readonly path: string;
  readonly form: Form;
}

function addRoute(app: FastifyInstance, route: Route): void {
  const { operations, gate, operation, dialect, path, form } = route;
  const readInput = inputReader(operation.parameters, form);
  app.route({
    method: form.method,
    url: path.replaceAll(/\{(\w+)\}/g, ":$1"),
    ...(form.action !== undefined && { constraints: { action: form.action } }),
    config: { operation: operation.name },
    schema: routeSchema(operation, dialect, form),
    // Before the body is read.
    onRequest: async (request) => gate.admit(await gate.identify(request), operation.effect),
    handler: async ({ params, url, body }, reply) => {
      const input = readInput({ path: params as PathValues, query: queryOf(url), body });
      const value = await operation.run(operations, input);
      return sendAnswer(reply, dialect.success(operation.result, value, form.status === 201));
    },
  });
}
