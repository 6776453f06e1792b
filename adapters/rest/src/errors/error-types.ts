/** The vAPI standard errors with the HTTP status that each has, in both dialects. */
export const errorStatus = {
  ALREADY_EXISTS: 400,
  ALREADY_IN_DESIRED_STATE: 400,
  CONCURRENT_CHANGE: 409,
  ERROR: 500,
  FEATURE_IN_USE: 400,
  INTERNAL_SERVER_ERROR: 500,
  INVALID_ARGUMENT: 400,
  INVALID_ELEMENT_CONFIGURATION: 400,
  INVALID_ELEMENT_TYPE: 400,
  INVALID_REQUEST: 400,
  NOT_ALLOWED_IN_CURRENT_STATE: 400,
  NOT_FOUND: 404,
  OPERATION_NOT_FOUND: 404,
  RESOURCE_BUSY: 400,
  RESOURCE_INACCESSIBLE: 400,
  RESOURCE_IN_USE: 400,
  SERVICE_UNAVAILABLE: 503,
  TIMED_OUT: 504,
  UNABLE_TO_ALLOCATE_RESOURCE: 400,
  UNAUTHENTICATED: 401,
  UNAUTHORIZED: 403,
  UNSUPPORTED: 400,
} as const satisfies Readonly<Record<string, number>>;

/** A vAPI standard error, as the `/api` dialect spells it. */
export type VapiErrorType = keyof typeof errorStatus;
