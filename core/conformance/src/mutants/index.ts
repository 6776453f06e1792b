import { abortMutants } from "./abort-mutants.ts";
import { directoryMutants } from "./directory-mutants.ts";
import { getMutants } from "./get-mutants.ts";
import { hostileMutants } from "./hostile-mutants.ts";
import type { Mutant } from "./mutant.ts";
import { outageMutants } from "./outage-mutants.ts";
import { parseMutants } from "./parse-mutants.ts";
import { peerMutants } from "./peer-mutants.ts";
import { putMutants } from "./put-mutants.ts";
import { secretMutants } from "./secret-mutants.ts";
import { sessionMutants } from "./session-mutants.ts";
import { togetherMutants } from "./together-mutants.ts";

export type { Mutant } from "./mutant.ts";

/** Plugins that are wrong on purpose, at least one per case. */
export const mutants: readonly Mutant[] = [
  ...parseMutants,
  ...sessionMutants,
  ...putMutants,
  ...getMutants,
  ...directoryMutants,
  ...abortMutants,
  ...peerMutants,
  ...togetherMutants,
  ...outageMutants,
  ...secretMutants,
  ...hostileMutants,
];
