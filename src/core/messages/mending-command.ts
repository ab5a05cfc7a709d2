/** What to run in a terminal, where that mends a failure. Its words end in a colon then, in popup and command line. */
import type { NativeErrorCode } from "./native-failure.ts";

/**
 * Run in the folder where Clawkey was built. Not `npx clawkey`: until the package is published that name is
 * nobody's, and nothing of ours must tell people to run what anybody could put there.
 */
const commandLine = (verb: "install" | "remove" | "status"): string => `node dist/clawkey.mjs ${verb}`;

export const INSTALL_COMMAND = commandLine("install");

/** Installing again mends whatever is wrong between browser, companion and the `openclaw` that it runs. */
const COMMANDS: Readonly<Partial<Record<string, string>>> = {
  companion_missing: INSTALL_COMMAND,
  companion_forbidden: INSTALL_COMMAND,
  companion_crashed: INSTALL_COMMAND,
  companion_too_old: INSTALL_COMMAND,
  companion_reply_invalid: INSTALL_COMMAND,
  caller_unknown: INSTALL_COMMAND,
  installation_broken: INSTALL_COMMAND,
  openclaw_missing: INSTALL_COMMAND,
  openclaw_failed: INSTALL_COMMAND,
  companion_timeout: commandLine("status"),
  token_has_scope: commandLine("remove"),
} satisfies Partial<Record<NativeErrorCode, string>>;

export const commandFor = (code: string): string | undefined => COMMANDS[code];
