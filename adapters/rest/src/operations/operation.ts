import type { RecoveryOperations } from "@holdfast/core";
import type { Static, TObject, TProperties, TSchema } from "typebox";

/** How one dialect calls an operation. */
export interface Form {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below `/appliance/recovery`, parameters in braces: `/backup/job/{id}`. */
  readonly path: string;
  /** The value of `?action=`. */
  readonly action?: string;
  /** The parameter that the body, or the query of a GET, is itself; without it each parameter stands under its name. */
  readonly body?: string;
  /** The HTTP status of success in `/api`, where it is not 200, nor 204 for no result. */
  readonly status?: 201;
}

/** What is the same in both dialects. */
export interface OperationDefinition<Parameters extends TProperties, Result extends TSchema | undefined> {
  /** vAPI name below `appliance.recovery`, such as `backup.job.create`; it ends with the operation's own. */
  readonly name: string;
  /** One line for the API's description. */
  readonly summary: string;
  /** Whether it changes something; roles permit one or both. */
  readonly effect: "read" | "change";
  /** All parameters, those of the path among them. */
  readonly parameters: Parameters;
  /** The structure of the result; none for an operation that answers nothing. */
  readonly result: Result;
  readonly rest: readonly Form[];
  readonly api: Form;
  readonly run: (
    operations: RecoveryOperations,
    input: Static<TObject<Parameters>>,
  ) => Promise<Result extends TSchema ? Static<Result> : void>;
}

/** An operation of the table, whatever its parameters and result are. */
export interface Operation {
  readonly name: string;
  readonly summary: string;
  readonly effect: "read" | "change";
  readonly parameters: TProperties;
  readonly result: TSchema | undefined;
  readonly rest: readonly Form[];
  readonly api: Form;
  /** @param input what the decoder for the parameters has returned */
  readonly run: (operations: RecoveryOperations, input: unknown) => Promise<unknown>;
}

/** Checks an entry of the table by its own parameters and result. */
export function operation<Parameters extends TProperties, Result extends TSchema | undefined>(
  definition: OperationDefinition<Parameters, Result>,
): Operation {
  const { run } = definition;
  return { ...definition, run: (operations, input) => run(operations, input as Static<TObject<Parameters>>) };
}
