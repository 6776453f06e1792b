import { Structure, uint16 } from "../structure.ts";
import { bodyAt } from "./body.ts";

// SMB2 LOGOFF ([MS-SMB2] §2.2.7), TREE_DISCONNECT (§2.2.11), ECHO (§2.2.28) and their responses
const bare = new Structure({ StructureSize: uint16, Reserved: uint16 });

/** The body of a request that says nothing but its command. */
export function encodeBareRequest(): Buffer {
  return bare.encode({ StructureSize: 4 });
}

/** @throws LocationError `protocol` */
export function checkBareResponse(message: Buffer): void {
  bodyAt(message, 4);
}
