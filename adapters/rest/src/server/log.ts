import { type DestinationStream, type Logger, pino } from "pino";

const secretFields = [
  "password",
  "backup_password",
  "location_password",
  "sso_admin_user_password",
  "token",
  "secret",
];
const secretHeaders = ["authorization", "cookie", "set-cookie", "vmware-api-session-id"];

/**
 * A structured log. The adapter itself logs neither headers nor bodies nor queries;
 * should they come in by another way, what is secret in them is left out.
 *
 * @param level `fatal`, `error`, `warn`, `info`, `debug` or `silent`
 */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const fields = secretFields.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  const headers = secretHeaders.flatMap((name) => [`headers["${name}"]`, `*.headers["${name}"]`]);
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: [...fields, ...headers], censor: "[secret]" },
    serializers: { req: requestLine },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** The target without its query, where some clients put passwords. */
function requestLine({ method, url = "" }: { readonly method?: string; readonly url?: string }): object {
  return { method, path: url.split("?", 1)[0] };
}
