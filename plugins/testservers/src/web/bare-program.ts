import { readFileSync } from "node:fs";
import { createServer as createPlain, type RequestListener, type Server } from "node:http";
import { createServer as createTls } from "node:https";
import type { Socket } from "node:net";
import { answerBare } from "./bare-answers.ts";
import { type BareSettings, disconnectSignal } from "./bare-settings.ts";

const settings = JSON.parse(readFileSync(process.argv[2] as string, "utf8")) as BareSettings;
const { tls, port } = settings;

const answer: RequestListener = (request, response) => {
  answerBare(settings, request, response).catch(() => response.destroy());
};
const server: Server =
  tls === undefined
    ? createPlain(answer)
    : createTls({ cert: tls.certificatePem, key: tls.privateKeyPem }, answer);
// Without a listener of its own, Node would ask for the body before the login is checked.
server.on("checkContinue", answer);

const sockets = new Set<Socket>();
server.on("connection", (socket: Socket) => {
  sockets.add(socket);
  socket.on("error", () => {});
  socket.once("close", () => sockets.delete(socket));
});
process.on(disconnectSignal, () => {
  for (const socket of sockets) socket.destroy();
});
server.listen(port, "127.0.0.1");
