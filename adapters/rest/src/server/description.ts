import swagger from "@fastify/swagger";
import type { FastifyInstance } from "fastify";

/** Gathers the routes that are added from now on into an OpenAPI 3.1 document, and serves it. */
export async function describeApi(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "vSphere appliance recovery, by Holdfast",
        description: "Backup and restore of this appliance, as vSphere's appliance recovery API has them.",
        version,
      },
      components: {
        securitySchemes: {
          session: { type: "apiKey", in: "header", name: "vmware-api-session-id" },
          basic: { type: "http", scheme: "basic" },
        },
      },
      security: [{ session: [] }, { basic: [] }],
    },
    // As VMware writes it: an action is a path of its own.
    transform: ({ schema, url, route }) => {
      const { action } = (route.constraints ?? {}) as { readonly action?: string };
      const path = url.replaceAll(/:(\w+)/g, "{$1}");
      return { schema, url: action === undefined ? path : `${path}?${actionName(url)}=${action}` };
    },
  });
  app.get("/openapi.json", { schema: { hide: true }, config: { operation: "openapi" } }, (_request, reply) =>
    reply.header("content-type", "application/json").send(Buffer.from(JSON.stringify(app.swagger()))),
  );
}

function actionName(url: string): string {
  return url.startsWith("/rest/com/vmware/") ? "~action" : "action";
}
