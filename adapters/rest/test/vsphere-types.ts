// The types of the vSphere appliance recovery API as its description has them, written apart from what the adapter uses.
import { type TProperties, type TSchema, Type } from "typebox";
import { Compile } from "typebox/compile";

const timestamp = Type.String({ pattern: String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$` });
const object = (required: TProperties, optional: TProperties = {}): TSchema =>
  Type.Object(
    {
      ...required,
      ...Object.fromEntries(Object.entries(optional).map(([name, type]) => [name, Type.Optional(type)])),
    },
    { additionalProperties: false },
  );
const strings = Type.Array(Type.String());
const word = (...words: string[]): TSchema => Type.Enum(words);

const message = object({ id: Type.String(), default_message: Type.String(), args: strings });
const messages = Type.Array(message);
const state = word("NONE", "INPROGRESS", "SUCCEEDED", "FAILED");
const progress = Type.Integer({ minimum: 0, maximum: 100 });

export const none = undefined;
export const recoveryInfo = object({ supported: Type.Boolean() });
export const returnResult = object({ status: word("OK", "WARNING", "FAIL"), messages });
const jobId = Type.String({ pattern: String.raw`^\d{8}-\d{6}-\d+$` });
export const jobIds = Type.Array(jobId);
export const backupJobStatus = object(
  { id: jobId, state, messages, progress, start_time: timestamp },
  { end_time: timestamp },
);
export const restoreJobStatus = object({ state, messages, progress });
export const parts = Type.Array(
  object({
    id: Type.String(),
    name: message,
    description: message,
    selected_by_default: Type.Boolean(),
    optional: Type.Boolean(),
  }),
);
export const size = Type.Integer({ minimum: 0 });

const common = {
  location: Type.String(),
  location_user: Type.String(),
  type: word("SCHEDULED", "MANUAL"),
  messages,
  cancelable: Type.Boolean(),
  description: message,
  service: Type.String(),
  operation: Type.String(),
  start_time: timestamp,
  duration: Type.Integer(),
  size: Type.Integer(),
  progress: object({ total: Type.Integer(), completed: Type.Integer(), message }),
};
const further = {
  build: object({ version_name: Type.String(), version: Type.String(), build_number: Type.String() }),
  fast_backup: Type.Boolean(),
};
/** What VMware's own client rejects is wrong here, too: the fields have to suit the status. */
const detailsInfo = Type.Union([
  object({ ...common, status: word("SUCCEEDED", "FAILED"), end_time: timestamp }, further),
  object({ ...common, status: word("RUNNING") }, further),
]);
export const details = Type.Record(jobId, detailsInfo);

const recurrence = object(
  { minute: Type.Integer(), hour: Type.Integer() },
  { days: Type.Array(word("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")) },
);
export const scheduleInfo = object(
  { parts: strings, location: Type.String(), enable: Type.Boolean() },
  {
    location_user: Type.String(),
    recurrence_info: recurrence,
    retention_info: object({ max_count: Type.Integer() }),
    fast_backup: Type.Boolean(),
  },
);
export const schedules = Type.Record(Type.String(), scheduleInfo);
export const systemNames = strings;
export const archives = Type.Array(
  object({ archive: Type.String(), timestamp, version: Type.String(), comment: Type.String() }),
);
export const archiveInfo = object({
  timestamp,
  location: Type.String(),
  parts: strings,
  version: Type.String(),
  system_name: Type.String(),
  comment: Type.String(),
});
export const restoreMetadata = object(
  {
    timestamp,
    parts: strings,
    version: Type.String(),
    boxname: Type.String(),
    comment: Type.String(),
    applicable: Type.Boolean(),
    messages,
  },
  { sso_login_required: Type.Boolean() },
);
export const reconciliationInfo = object(
  {
    description: message,
    service: Type.String(),
    operation: Type.String(),
    status: word("NONE", "RUNNING", "SUCCEEDED", "FAILED"),
    messages,
    progress,
  },
  { cancelable: Type.Boolean(), start_time: timestamp, end_time: timestamp },
);
export const sessionInfo = object({
  user: Type.String(),
  created_time: timestamp,
  last_accessed_time: timestamp,
});

const errorNames = [
  "already_exists",
  "error",
  "feature_in_use",
  "internal_server_error",
  "invalid_argument",
  "invalid_request",
  "not_allowed_in_current_state",
  "not_found",
  "operation_not_found",
  "resource_inaccessible",
  "service_unavailable",
  "timed_out",
  "unauthenticated",
  "unauthorized",
  "unsupported",
];
const errorType = word(...errorNames.map((name) => name.toUpperCase()));
export const apiError = object({ error_type: errorType, messages: Type.Array(message, { minItems: 1 }) });
export const restError = object({
  type: word(...errorNames.map((name) => `com.vmware.vapi.std.errors.${name}`)),
  value: object({ error_type: errorType, messages: Type.Array(message, { minItems: 1 }) }),
});

/** What is wrong with a value; empty when nothing is. */
export function mismatches(type: TSchema, value: unknown): readonly string[] {
  return Compile(type)
    .Errors(value)
    .map(({ instancePath, message: text }) => `${instancePath} ${text}`);
}
