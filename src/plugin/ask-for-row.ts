/** Makes a gateway's OpenClaw ask for the plugin's row in its usage, as the line in `.env` does on the command line. */
import { USAGE_MARK, USAGE_MARKER_VARIABLE } from "../core/config/precedence.ts";

type Variables = NodeJS.ProcessEnv;

/** Leaves a value of the user's own, as the next does. */
export function askForRow(env: Variables): void {
  env[USAGE_MARKER_VARIABLE] ??= USAGE_MARK;
}

export function askNoMore(env: Variables): void {
  if (env[USAGE_MARKER_VARIABLE] === USAGE_MARK) delete env[USAGE_MARKER_VARIABLE];
}
