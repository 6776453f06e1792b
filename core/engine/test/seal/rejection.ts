import { isHoldfastError } from "../../src/messages/holdfast-error.ts";

/** The message id of the HoldfastError that the work ends with, or `"none"`. Any other error passes through. */
export async function rejectionOf(work: () => unknown): Promise<string> {
  try {
    await work();
    return "none";
  } catch (error) {
    if (!isHoldfastError(error)) throw error;
    return error.messages[0]?.id ?? "no message";
  }
}
