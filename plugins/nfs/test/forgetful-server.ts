import { XdrWriter } from "../src/protocol/xdr-writer.ts";
import { attributes, emptyNfs3, ok } from "./scripted-nfs3.ts";
import { type Call, type ScriptedServer, startScriptedServer } from "./scripted-server.ts";

const fileSync = 2;
const unstable = 0;

/** How a server behaves that may be restarted at any moment. */
export interface Behaviour {
  /** It is restarted before it answers the WRITEs and COMMITs of these numbers. */
  readonly restartsAt: ReadonlySet<number>;
  /** It takes so many bytes of a WRITE at most. */
  readonly mostBytes: number;
  /** It writes to stable storage at once, although it was not asked to. */
  readonly isStable: boolean;
}

/** A server of version 3 that keeps one file, and forgets at a restart what was not committed. */
export interface ForgetfulServer extends ScriptedServer {
  /** What was renamed to its name; `undefined` when nothing was. */
  readonly published: () => Buffer | undefined;
  readonly restarts: () => number;
}

export async function startForgetfulServer(behaviour: Behaviour): Promise<ForgetfulServer> {
  let stored = Buffer.alloc(0);
  let inMemory = Buffer.alloc(0);
  let published: Buffer | undefined;
  let [calls, restarts] = [0, 0];
  const verifier = (): Buffer => Buffer.alloc(8, restarts + 1);
  const maybeRestart = (): void => {
    if (behaviour.restartsAt.has(calls)) {
      restarts += 1;
      // Nothing is left in the place of what was lost.
      inMemory = Buffer.from(stored);
    }
    calls += 1;
  };
  const write = ({ args }: Call): XdrWriter => {
    args.opaque(64);
    const offset = args.size();
    args.uint32();
    args.uint32();
    const data = args.opaque(2 ** 21).subarray(0, behaviour.mostBytes);
    maybeRestart();
    const missing = offset + data.length - inMemory.length;
    if (missing > 0) inMemory = Buffer.concat([inMemory, Buffer.alloc(missing)]);
    data.copy(inMemory, offset);
    if (behaviour.isStable) stored = Buffer.from(inMemory);
    const how = behaviour.isStable ? fileSync : unstable;
    return new XdrWriter()
      .uint32(ok)
      .bool(false)
      .bool(false)
      .uint32(data.length)
      .uint32(how)
      .fixedOpaque(verifier());
  };
  const commit = (): XdrWriter => {
    maybeRestart();
    stored = Buffer.from(inMemory);
    return new XdrWriter().uint32(ok).bool(false).bool(false).fixedOpaque(verifier());
  };
  const rename = (): XdrWriter => {
    // A power cut right after the put: what was not committed is gone.
    published = stored;
    return new XdrWriter().uint32(ok).bool(false).bool(false).bool(false).bool(false);
  };
  const getAttributes = (): XdrWriter => attributes(new XdrWriter().uint32(ok), { size: inMemory.length });
  const script = emptyNfs3({ WRITE: write, COMMIT: commit, RENAME: rename, GETATTR: getAttributes });
  return { ...(await startScriptedServer(script)), published: () => published, restarts: () => restarts };
}
