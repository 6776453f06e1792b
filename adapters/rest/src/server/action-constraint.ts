import type { FastifyServerOptions } from "fastify";

type Router = NonNullable<FastifyServerOptions["routerOptions"]>;
type Strategy = NonNullable<Router["constraints"]>[string];
type Handler = ReturnType<ReturnType<Strategy["storage"]>["get"]>;

/**
 * Tells routes of one path apart by `?action=`, or `?~action=` as older clients write it.
 * A request with an action meets no route without one.
 */
export const actionConstraint: Strategy = {
  name: "action",
  mustMatchWhenDerived: true,
  storage: () => {
    const handlers = new Map<unknown, NonNullable<Handler>>();
    return {
      get: (action) => handlers.get(action) ?? null,
      set: (action, handler) => void handlers.set(action, handler),
    };
  },
  // Its type does not say so, but what has no action derives no constraint.
  deriveConstraint: ({ url = "" }) => actionOf(url) as string,
};

/** The action that a request's target names. */
export function actionOf(url: string): string | undefined {
  const query = queryOf(url);
  return query.get("action") ?? query.get("~action") ?? undefined;
}

/** The query of a request's target. */
export function queryOf(url: string): URLSearchParams {
  const mark = url.indexOf("?");
  return new URLSearchParams(mark === -1 ? "" : url.slice(mark + 1));
}
