/** How the key is written for each place that people paste it. A key has no character that any of them would read. */
import { SESSION_KEY_VARIABLE as NAME } from "../../core/config/precedence.ts";
import type { CopyFormat } from "../browser/records.ts";

/** Never a real machine (RFC 2606): a line pasted as it is must not hand the key to whoever is called `host`. */
const HOST = "your-host.invalid";

/**
 * Lines for a shell have no line end, so that pasting does not run them, and start with a space: most shells
 * leave such a line out of their history.
 */
const FORMATS: Record<CopyFormat, (key: string) => string> = {
  dotenv: (key) => `${NAME}=${key}\n`,
  posix: (key) => ` export ${NAME}='${key}'`,
  fish: (key) => ` set -gx ${NAME} '${key}'`,
  powershell: (key) => `$env:${NAME} = '${key}'`,
  json5: (key) => `env: { vars: { ${NAME}: "${key}" } },\n`,
  // printf is built into the shells, so the key stands in no process list.
  ssh: (key) =>
    ` printf '%s' '{ env: { vars: { ${NAME}: "${key}" } } }' | ssh ${HOST} 'openclaw config patch --stdin'`,
  raw: (key) => key,
};

export const formatKey = (format: CopyFormat, key: string): string => FORMATS[format](key);
