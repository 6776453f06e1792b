import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** V8's `gc` function, with the options that are used here. */
type CollectGarbage = (options: {
  readonly type: "minor" | "major";
  readonly execution?: "sync";
  readonly flavor?: "last-resort";
}) => void;

/** The garbage collector of this thread. V8 offers it only to a context made after `--expose-gc`. */
export function collector(): CollectGarbage {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as CollectGarbage;
}
