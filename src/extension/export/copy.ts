/** The clipboard, with the key as text for each place that people paste it: none of them reads more into a key. */
import type { SessionKey } from "../../core/claude/session-key.ts";
import { SESSION_KEY_VARIABLE as NAME } from "../../core/config/precedence.ts";
import { failure, type Result } from "../../core/messages/failures.ts";
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

export async function copy(key: SessionKey, format: CopyFormat): Promise<Result> {
  const written = await writeToClipboard(FORMATS[format](key.reveal()));
  return written ? { ok: true } : failure("clipboard_refused");
}

/**
 * Only on a click, on a focused page: then it needs no permission. To read it would need one, so whoever empties it
 * must know that nobody else wrote to it since.
 * @returns false where the browser does not let us
 */
export const writeToClipboard = (text: string): Promise<boolean> =>
  navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  );
