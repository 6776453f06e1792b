import type { CommandPart } from "./command-part.ts";
import type { StreamPart } from "./stream-part.ts";
import type { TreePart } from "./tree-part.ts";

/** A thing that can be backed up and restored as one. */
export type Part = TreePart | CommandPart | StreamPart;
