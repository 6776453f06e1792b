import { once } from "node:events";
import type { AddressInfo } from "node:net";
import ssh2, { type AuthContext, type AuthenticationType, type Connection, type ServerChannel } from "ssh2";
import { encodePacket, PacketReader, packetType } from "../src/protocol/packet.ts";
import { PacketAssembler } from "../src/protocol/packet-assembler.ts";

/** The answer to a request, or none. */
export type Reply = (type: number, id: number, fields: PacketReader) => Buffer | undefined;

/** An SSH server in this process whose SFTP says what a real one would not. */
export interface ScriptedServer {
  readonly port: number;
  /** What those who logged in said about themselves. */
  readonly told: string[];
  stop(): void;
}

/** Starts a server that takes every login that is made by one of the methods. */
export async function startScriptedServer(
  hostKey: string,
  reply: Reply,
  methods: readonly AuthenticationType[] = ["publickey", "password"],
): Promise<ScriptedServer> {
  const told: string[] = [];
  const connections = new Set<Connection>();
  const server = new ssh2.Server({ hostKeys: [hostKey] }, (connection) => {
    connections.add(connection);
    connection.on("error", () => {}); // clients leave as they like
    connection.on("close", () => connections.delete(connection));
    connection.on("authentication", (context: AuthContext) => {
      told.push(context.username, context.method);
      if (context.method === "password") told.push(context.password);
      if (context.method === "publickey") told.push(context.key.data.toString("base64"));
      if (methods.includes(context.method)) context.accept();
      else context.reject([...methods]);
    });
    connection.on("session", (accept) => {
      accept().on("subsystem", (acceptSubsystem) => speak(acceptSubsystem(), reply));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    told,
    stop: () => {
      for (const connection of connections) connection.end();
      server.close();
    },
  };
}

function speak(channel: ServerChannel, reply: Reply): void {
  const assembler = new PacketAssembler((packet) => {
    const fields = new PacketReader(packet);
    const type = fields.uint8();
    const version = encodePacket(packetType.version, 3);
    const answer = type === packetType.init ? version : reply(type, fields.uint32(), fields);
    if (answer !== undefined) channel.write(answer);
  });
  channel.on("data", (data: Buffer) => assembler.push(data));
  channel.on("error", () => {});
}
