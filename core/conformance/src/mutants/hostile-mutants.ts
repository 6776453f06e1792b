import { setTimeout } from "node:timers/promises";
import { isLocationError, LocationError } from "@holdfast/contract";
import { strangeNames } from "../hostile-peers.ts";
import { type Mutant, silentPut, wrongConnect, wrongSession } from "./mutant.ts";
import { quietGet } from "./quiet-get.ts";

/** What goes wrong when the peer is not to be believed. */
export const hostileMutants: readonly Mutant[] = [
  wrongConnect(
    "hostile-endless-reply",
    "calls an endless greeting a silence",
    (plugin) => (target, context) =>
      plugin.connect(target, context).catch((error: LocationError) => {
        const { retry, message } = error;
        throw error.code === "protocol" ? new LocationError({ code: "timeout", retry, message }) : error;
      }),
  ),
  wrongConnect(
    "hostile-endless-reply",
    "makes room for an endless greeting",
    (plugin) => (target, context) => {
      const room: Buffer[] = [];
      return plugin.connect(target, context).catch(async (error: LocationError) => {
        while (error.code === "protocol" && room.length < 40) {
          room.push(Buffer.alloc(16 * 1024 * 1024, "greeting"));
          await setTimeout(20);
        }
        throw error;
      });
    },
  ),
  wrongSession("hostile-endless-listing", "takes as many names as it likes for all", (inner) => ({
    async *list(directory, options) {
      try {
        yield* inner.list(directory, options);
      } catch (error) {
        if (!isLocationError(error)) throw error;
      }
    },
  })),
  wrongSession("hostile-strange-names", "lists whatever the server says", (inner) => ({
    async *list(directory, options) {
      yield* inner.list(directory, options);
      for (const name of strangeNames) yield { name, kind: "file" };
    },
  })),
  wrongSession("hostile-short-file", "takes the end of the data for the end of the file", quietGet),
  silentPut("hostile-short-put", "believes that all was kept", "corrupt"),
];
