import type { ConnectContext, LocationPlugin, LocationSession, ResolvedAddress } from "@holdfast/contract";
import { untilAborted, withinConnectTime } from "@holdfast/contract/peer";
import { Operations } from "./operations.ts";
import { Authorizer } from "./protocol/authorizer.ts";
import { Connections, type Connector } from "./protocol/connections.ts";
import { HttpClient } from "./protocol/http-client.ts";
import { startSession } from "./session.ts";
import { authorityOf, type HttpTarget, options, parseTarget } from "./target.ts";

/** How a scheme's connections are made. */
export type ConnectorFor = (
  target: HttpTarget,
  context: ConnectContext,
  addresses: readonly ResolvedAddress[],
) => Promise<Connector>;

/**
 * The location type of a scheme; HTTPS makes one with connections of its own.
 *
 * @param name the package's
 */
export function locationType(
  name: string,
  scheme: HttpTarget["scheme"],
  connectorFor: ConnectorFor,
): LocationPlugin<HttpTarget> {
  return {
    contract: 1,
    name,
    types: [scheme.toUpperCase()],
    options,
    parse: (address) => parseTarget(scheme, address),
    connect: (target, context) => openSession(target, context, connectorFor),
  };
}

function openSession(
  target: HttpTarget,
  context: ConnectContext,
  connectorFor: ConnectorFor,
): Promise<LocationSession> {
  const server = `${target.host}:${target.port}`;
  return withinConnectTime(context, server, async (signal) => {
    const addresses = await untilAborted(signal, context.resolve(target.host));
    const connector = await untilAborted(signal, connectorFor(target, context, addresses));
    const authorizer = await untilAborted(signal, Authorizer.open(server, target.user, context.credentials));
    const { origin } = new URL(`${target.scheme}://${authorityOf(target)}`);
    const operations = new Operations();
    const connections = new Connections(connector, operations.end);
    const { idleMs } = context.timeouts;
    const client = new HttpClient({ name: server, origin, idleMs }, connections, authorizer);
    const closeConnections = (): void => connections.destroy();
    try {
      return await untilAborted(signal, startSession(client, target, operations, closeConnections, signal));
    } catch (error) {
      operations.close();
      closeConnections();
      throw error;
    }
  });
}
