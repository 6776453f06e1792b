import { message } from "../messages/catalogue.ts";
import { failure, isHoldfastError } from "../messages/holdfast-error.ts";
import type { Reconciliations, ReconciliationState } from "../reconciliation/reconciliations.ts";
import type { ReconciliationOperations } from "./recovery-operations.ts";
import type { ReconciliationInfo, ReconciliationSpec } from "./structures/reconciliation.ts";
import type { ReturnResult } from "./structures/return-result.ts";

/** The operations of `reconciliation.job`. */
export class ReconciliationJobs implements ReconciliationOperations {
  readonly #reconciliations: Reconciliations;

  constructor(reconciliations: Reconciliations) {
    this.#reconciliations = reconciliations;
  }

  async create({ ignore_warnings: ignore = false }: ReconciliationSpec): Promise<ReconciliationInfo> {
    return reconciliationInfo(await this.#reconciliations.start(ignore));
  }

  async get(): Promise<ReconciliationInfo> {
    const { latest } = this.#reconciliations;
    if (latest === undefined) throw failure("holdfast.reconciliation.never");
    return reconciliationInfo(latest);
  }

  async cancel(): Promise<ReturnResult> {
    try {
      this.#reconciliations.cancel();
      return { status: "OK", messages: [] };
    } catch (error) {
      if (!isHoldfastError(error)) throw error;
      return { status: "FAIL", messages: error.messages };
    }
  }
}

function reconciliationInfo(state: ReconciliationState): ReconciliationInfo {
  const { archive, status, messages, progress, startTime, endTime } = state;
  return {
    description: message("holdfast.reconciliation.comparison", archive),
    service: "com.vmware.appliance.recovery.reconciliation.job",
    operation: "create",
    status,
    messages,
    progress,
    cancelable: status === "RUNNING",
    start_time: startTime,
    ...(endTime !== undefined && { end_time: endTime }),
  };
}
