/**
 * Every failure of the main job that can be expected, one row each, with all that follows from it. Its words stand in
 * `locales/en.json` under the same name, as a `title` and what to do `next`; the types ask for both.
 * An exception is a bug.
 */
import type { Detail } from "./messages.ts";

/** Where a button beside the words leads. */
export type ActionName =
  | "open_welcome"
  | "open_claude"
  | "choose_target"
  | "confirm_file"
  | "replace_value"
  | "open_pairing";

/**
 * Commands for a terminal. The companion's is run in the folder where Clawkey was built. Not `npx clawkey`: until
 * the package is published that name is nobody's, and nothing of ours may tell people to run what anybody could
 * put there.
 */
export const COMMANDS = {
  install: "node dist/clawkey.mjs install",
  remove: "node dist/clawkey.mjs remove",
  status: "node dist/clawkey.mjs status",
  doctor: "node dist/clawkey.mjs doctor",
  /** OpenClaw's own word on the plan. */
  show_usage: "openclaw status --usage",
  /** Of an installed service; one that was started by hand is stopped and started by hand. */
  restart_gateway: "openclaw gateway restart",
  /** Makes a service take a new copy of its environment. */
  renew_service: "openclaw gateway install --force",
  /** Of the plugin: ends all pairings, and takes the key out of the gateway. */
  forget_browsers: "openclaw clawkey forget --all",
  update_plugin: "openclaw plugins update clawkey",
} as const;

interface Row {
  /** How grave it is; `bad` where nothing is said. */
  tone?: "neutral" | "warning";
  action?: ActionName;
  /** Ends it. Its words then end in a colon. */
  command?: keyof typeof COMMANDS;
  /** May pass by itself. Of everything else the user is told at once: nobody else can help. */
  passes?: true;
}

export const FAILURES = {
  // Consent, permission, session: seen by the extension.
  consent_missing: { tone: "neutral", action: "open_welcome" },
  permission_missing: { action: "open_welcome" },
  /** The user's own choice: the key stays in the browser. */
  numbers_only: { tone: "neutral", action: "open_welcome" },
  /** An administrator's choice: the key goes elsewhere, if anywhere. */
  copy_forbidden: { tone: "neutral" },
  signed_out: { tone: "neutral", action: "open_claude" },
  session_unclear: { action: "open_claude" },
  /** claude.ai would answer for another sign-in than the one that is meant, or for none. */
  claude_elsewhere: { tone: "neutral", action: "open_welcome" },
  /** Auto-sync can't tell whose key it is. */
  account_unknown: { tone: "warning", passes: true },
  clipboard_refused: {},

  // A secret that is no session key.
  key_malformed: { action: "open_claude" },
  key_is_oauth_token: {},
  key_is_api_key: {},
  key_is_admin_key: {},

  // Between extension and companion.
  native_permission_missing: { action: "choose_target" },
  /** Permitted, but this page or worker runs since before; a fresh one can. */
  native_not_ready: { passes: true },
  companion_missing: { command: "install" },
  companion_forbidden: { command: "install" },
  /** The browser's own word: a policy of the administrator's. */
  companion_blocked: { command: "doctor" },
  companion_crashed: { command: "install", passes: true },
  companion_timeout: { command: "status", passes: true },
  companion_too_old: { command: "install" },
  companion_too_new: {},
  companion_reply_invalid: { command: "install" },
  protocol_unsupported: {},
  request_invalid: {},
  caller_unknown: { command: "install" },
  installation_broken: { command: "install" },
  installation_not_yours: {},
  /** Said by the script that starts the companion. */
  node_missing: { command: "install" },
  internal_error: { passes: true },

  // OpenClaw's files.
  file_changed_place: { action: "confirm_file" },
  file_symlink: { action: "confirm_file" },
  /** Of Nix, say: nobody may change what it leads to. */
  link_to_store: { action: "confirm_file" },
  dotenv_is_config: { action: "confirm_file" },
  file_not_regular: {},
  file_hard_linked: {},
  file_not_owned: {},
  folder_not_owned: {},
  /** The place belongs to whoever ran `sudo`. */
  run_without_sudo: {},
  file_read_only: {},
  file_not_text: {},
  file_too_large: {},
  file_locked: {},
  file_mounted: {},
  file_busy: { passes: true },
  file_changed_meanwhile: { passes: true },
  folder_symlink: { action: "confirm_file" },
  disk_full: { passes: true },
  disk_read_only: {},
  write_denied: {},
  write_failed: { passes: true },
  openclaw_read_only: {},
  config_unparsable: { passes: true },
  config_root_not_object: {},
  config_env_not_object: {},
  config_vars_not_object: {},
  config_included: { action: "confirm_file" },
  config_unsupported: { action: "confirm_file" },
  dotenv_unsupported: { action: "confirm_file" },
  /** A file picked in the browser: its permission has ended, or was refused. */
  picked_not_allowed: { tone: "warning" },
  /** Gone, or a link, which browsers don't follow. */
  picked_not_found: { action: "confirm_file" },
  picked_other_file: {},
  /** By what is no session key, and therefore not ours to overwrite. */
  key_place_taken: { tone: "warning", action: "replace_value" },

  // Which key OpenClaw reads.
  key_missing: {},
  key_hidden: {},
  key_shadowed: {},
  key_unusable: {},
  service_copy_first: { command: "renew_service" },
  /** Saved, and OpenClaw reads another source. */
  not_effective: { tone: "warning", action: "confirm_file" },

  // The program `openclaw` and its token.
  openclaw_missing: { tone: "warning", command: "install" },
  openclaw_failed: { command: "install" },
  openclaw_hanging: {},
  openclaw_unreadable: {},
  token_missing: {},
  token_has_scope: { tone: "neutral", command: "remove" },
  token_rate_limited: { tone: "warning" },
  token_refused: {},
  token_unreachable: { command: "install" },
  token_unclear: {},
  usage_not_shown: {},

  // claude.ai, asked with the key.
  session_refused: { action: "open_claude" },
  claude_challenge: { passes: true },
  claude_region: {},
  claude_refused: {},
  claude_rate_limited: { tone: "warning", passes: true },
  claude_offline: { command: "install", passes: true },
  claude_timeout: { passes: true },
  claude_too_large: {},
  claude_unexpected: { passes: true },
  organization_missing: { action: "open_claude" },
  organization_without_windows: {},
  organization_refused: {},

  // A running gateway.
  gateway_restart_needed: { tone: "warning", command: "restart_gateway" },
  /** It is on another machine. */
  gateway_remote: {},
  gateway_reload_off: { command: "restart_gateway" },
  gateway_stale: {},
  gateway_unasked: {},
  gateway_outdated: {},
  gateway_unclear: { command: "restart_gateway" },

  // Between extension and plugin.
  /** Neither this computer nor one of the ways that the extension's own policy lets through. */
  gateway_address_refused: {},
  gateway_not_listening: { passes: true },
  /** Before a browser is paired, that is all it can tell; and once it is, that the gateway has forgotten it. */
  gateway_not_paired: { action: "open_pairing" },
  /** It answers, and does not hold the secret that was agreed on. */
  gateway_other: {},
  gateway_starting: { tone: "warning", passes: true },
  gateway_timeout: { passes: true },
  pairing_code_taken: { command: "forget_browsers" },
  plugin_too_old: { command: "update_plugin" },
  plugin_too_new: {},
  /** By the user, in the gateway's environment: not ours to override in silence. */
  environment_taken: { tone: "warning", action: "replace_value" },
  /** Anthropic answers so each time: OpenClaw never comes to the key. */
  token_limited_for_good: { tone: "warning" },
} as const satisfies Record<string, Row>;

export type FailureCode = keyof typeof FAILURES;

/** The one shape of a failure. Install, doctor and wrong usage have codes of their own in it, in the terminal only. */
export interface Failure {
  ok: false;
  code: FailureCode;
  detail?: Detail | undefined;
}

export type Result<T extends object = object> = ({ ok: true } & T) | Failure;

export const failure = (code: FailureCode, detail?: Detail): Failure =>
  detail ? { ok: false, code, detail } : { ok: false, code };

/** The row of a failure, every field of which may be missing. */
export const rowOf = (code: FailureCode): Row => FAILURES[code];

/** What to run in a terminal; undefined where nothing helps there. */
export function commandFor(code: FailureCode): string | undefined {
  const { command } = rowOf(code);
  return command && COMMANDS[command];
}
