import { failure } from "../messages/holdfast-error.ts";

/** What is said of every part, whatever its source. */
export interface PartDescription {
  /** `[a-z][a-z0-9-]{0,31}` */
  readonly id: string;
  /** For people; the id when left out. */
  readonly name: string;
  /** For people; empty when left out. */
  readonly description: string;
  /** Whether a backup may leave the part out. */
  readonly optional: boolean;
  /** Whether an optional part is chosen before a person has chosen. */
  readonly selectedByDefault: boolean;
  /** Milliseconds without a sign of life after which the source counts as stuck; the job's own when left out. */
  readonly idleTimeoutMs?: number;
}

/** What an embedder may say of every part; only the id must be given. */
export type PartOptions = Pick<PartDescription, "id"> & Partial<PartDescription>;

const validId = /^[a-z][a-z0-9-]{0,31}$/;

/**
 * The complete description: a part is mandatory and selected unless said otherwise.
 *
 * @throws HoldfastError `holdfast.parts.invalid-id`
 */
export function describePart(options: PartOptions): PartDescription {
  const { id, name = id, description = "", optional = false, selectedByDefault = true } = options;
  if (!validId.test(id)) throw failure("holdfast.parts.invalid-id", id);
  return {
    id,
    name,
    description,
    optional,
    selectedByDefault,
    ...(options.idleTimeoutMs !== undefined && { idleTimeoutMs: options.idleTimeoutMs }),
  };
}
