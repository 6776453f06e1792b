export { HoldfastError, isHoldfastError } from "./messages/holdfast-error.ts";
export { catalogue, remedyFor, type MessageId } from "./messages/catalogue.ts";
export type { ErrorType, Message } from "./messages/message.ts";
