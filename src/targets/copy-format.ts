/** How the key is written for each place that people paste it. A key has no character that any of them would read. */
import { SESSION_KEY_VARIABLE as NAME } from "../openclaw/variable.ts";
import type { CopyFormat } from "../settings/settings.ts";

const FORMATS: Record<CopyFormat, (key: string) => string> = {
  dotenv: (key) => `${NAME}=${key}\n`,
  posix: (key) => `export ${NAME}='${key}'\n`,
  fish: (key) => `set -gx ${NAME} '${key}'\n`,
  powershell: (key) => `$env:${NAME} = '${key}'\n`,
  json5: (key) => `env: { vars: { ${NAME}: "${key}" } },\n`,
  // printf is built into the shells, so the key stands in no process list; most keep a line that starts with a
  // space out of their history.
  ssh: (key) =>
    ` printf '%s' '{ env: { vars: { ${NAME}: "${key}" } } }' | ssh host 'openclaw config patch --stdin'\n`,
  raw: (key) => key,
};

export const formatKey = (format: CopyFormat, key: string): string => FORMATS[format](key);
