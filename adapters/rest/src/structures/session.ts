import { structure, text, timestamp, type Wire } from "../wire/types.ts";

/** vSphere `cis.session.Info`. */
export interface SessionInfo {
  readonly user: string;
  readonly created_time: Date;
  readonly last_accessed_time: Date;
}

export const sessionInfo: Wire<SessionInfo> = structure<SessionInfo>("SessionInfo", {
  user: text(),
  created_time: timestamp("When the user logged in."),
  last_accessed_time: timestamp("When the session was used before."),
});
