/**
 * What `clawkey doctor` can find, one row each, with all that follows from it. Its words stand in `locales/en.json` as
 * `terminal.doctor_` and the same name; the types ask for them.
 */
import type { Foreign } from "../../core/messages/messages.ts";
import type { Sandboxed } from "../install/find-browsers.ts";

/**
 * `problem`: something does not work, or a key lies open. `warning`: to know, and perhaps to change. `note`: all is
 * well, though not by the key.
 */
export type Severity = "problem" | "warning" | "note" | "ok";

interface Row {
  severity: Severity;
  /** What `--fix` does about it. */
  fixedBy?: "install" | "chmod" | "remove";
  /** What the user can run, where that is something else; see advice.ts. */
  command?:
    | "install"
    | "install_browser"
    | "install_here"
    | "delete"
    | "renew_service"
    | "set_reload_mode"
    | "allow_in_portal"
    | "start_proxy";
}

const FINDINGS = {
  not_installed: { severity: "problem", command: "install" },
  /** Which OpenClaw the user installed for is known to the user alone now: not fixed by `--fix`. */
  notes_broken: { severity: "problem", command: "install" },
  notes_not_yours: { severity: "problem" },
  in_wsl: { severity: "note" },
  other_openclaw: { severity: "warning", command: "install_here" },

  launcher_ok: { severity: "ok" },
  launcher_missing: { severity: "problem", fixedBy: "install" },
  launcher_changed: { severity: "problem", fixedBy: "install" },
  launcher_not_executable: { severity: "problem", fixedBy: "install" },
  node_ok: { severity: "ok" },
  /** The launcher has found another. */
  node_moved: { severity: "warning", fixedBy: "install" },
  node_missing: { severity: "problem", fixedBy: "install" },
  node_failing: { severity: "problem", fixedBy: "install" },
  node_old: { severity: "problem", fixedBy: "install" },
  program_passing: { severity: "warning", command: "install" },
  companion_ok: { severity: "ok" },
  companion_missing: { severity: "problem", fixedBy: "install" },
  companion_failing: { severity: "problem", fixedBy: "install" },
  companion_other_version: { severity: "problem", fixedBy: "install" },
  /** The same version, and not the same files: an `install` was killed, or the companion was built again. */
  companion_other_build: { severity: "problem", fixedBy: "install" },

  manifest_ok: { severity: "ok" },
  manifest_unused: { severity: "note" },
  manifest_unreadable: { severity: "problem" },
  manifest_missing: { severity: "problem", fixedBy: "install" },
  /** It may start another program, let other extensions in, or be rejected by the browser. */
  manifest_changed: { severity: "problem", fixedBy: "install" },
  registry_key_missing: { severity: "problem", fixedBy: "install" },
  browser_unregistered: { severity: "warning", command: "install_browser" },
  browser_sandboxed: { severity: "warning" },
  /** In a sandbox whose system asks the user, and then starts the companion. */
  browser_portal: { severity: "ok", command: "allow_in_portal" },
  browser_proxy: { severity: "warning", command: "start_proxy" },
  policy_blocks: { severity: "problem" },
  policy_no_user_hosts: { severity: "problem" },

  files_private: { severity: "ok" },
  file_open: { severity: "problem", fixedBy: "chmod" },
  folder_open: { severity: "warning", fixedBy: "chmod" },
  temp_file: { severity: "warning", fixedBy: "remove" },
  backups_clean: { severity: "ok" },
  backup_with_key: { severity: "warning", command: "delete" },
  service_copy: { severity: "warning", command: "renew_service" },
  config_read_only: { severity: "warning" },
  key_place_taken: { severity: "warning" },
  reload_off: { severity: "warning", command: "set_reload_mode" },
} as const satisfies Record<string, Row>;

export type FindingCode = keyof typeof FINDINGS;

/** As a check finds it. */
export interface Found {
  code: FindingCode;
  /** What the code's words have places for. Never a value out of a file. */
  detail: {
    path?: string;
    browser?: string;
    /** A file of this shell's OpenClaw, where `path` is the browsers'. */
    shellPath?: string;
    version?: string;
    /** The version that it should be. */
    expected?: string;
    /** As chmod takes it. */
    mode?: string;
    kind?: Sandboxed["kind"];
    /** In the place of a session key. */
    holds?: Foreign | undefined;
  };
}

export interface Finding extends Found {
  severity: Severity;
  /** Ends it, run in a terminal. */
  command?: string;
}

export const found = (code: FindingCode, detail: Found["detail"] = {}): Found => ({ code, detail });

export const sandboxFinding = ({ browser, kind, way }: Sandboxed): Found =>
  found(`browser_${way ?? "sandboxed"}`, { browser, kind });

/** The row of a finding, every field of which may be missing. */
export const rowOf = ({ code }: Found): Row => FINDINGS[code];
