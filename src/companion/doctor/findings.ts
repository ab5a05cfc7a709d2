/**
 * What `clawkey doctor` can find, one row each, with all that follows from it. Its words stand in `cli/en.json` as
 * `doctor_` and the same name; the types ask for them.
 */

/**
 * `problem`: something does not work, or a key lies open. `warning`: to know, and perhaps to change. `note`: all is
 * well, though not by the key.
 */
export type Severity = "problem" | "warning" | "note" | "ok";

interface Row {
  /** What was looked at. */
  check: "installation" | "launcher" | "node" | "companion" | "browser" | "files" | "openclaw";
  severity: Severity;
  /** What `--fix` does about it. */
  fixedBy?: "install" | "chmod" | "remove";
  /** What the user can run, where that is something else; see commands.ts. */
  command?: "install" | "install_browser" | "install_here" | "delete" | "set_reload_mode";
}

const FINDINGS = {
  not_installed: { check: "installation", severity: "problem", command: "install" },
  /** Which OpenClaw the user installed for is known to the user alone now: not fixed by `--fix`. */
  notes_broken: { check: "installation", severity: "problem", command: "install" },
  other_openclaw: { check: "installation", severity: "warning", command: "install_here" },

  launcher_ok: { check: "launcher", severity: "ok" },
  launcher_missing: { check: "launcher", severity: "problem", fixedBy: "install" },
  launcher_changed: { check: "launcher", severity: "problem", fixedBy: "install" },
  launcher_not_executable: { check: "launcher", severity: "problem", fixedBy: "install" },

  node_ok: { check: "node", severity: "ok" },
  node_missing: { check: "node", severity: "problem", fixedBy: "install" },
  node_failing: { check: "node", severity: "problem", fixedBy: "install" },
  node_old: { check: "node", severity: "problem", fixedBy: "install" },

  companion_ok: { check: "companion", severity: "ok" },
  companion_missing: { check: "companion", severity: "problem", fixedBy: "install" },
  companion_failing: { check: "companion", severity: "problem", fixedBy: "install" },
  companion_other_version: { check: "companion", severity: "problem", fixedBy: "install" },
  /** The same version, and not the same files: an `install` was killed, or the companion was built again. */
  companion_other_build: { check: "companion", severity: "problem", fixedBy: "install" },

  manifest_ok: { check: "browser", severity: "ok" },
  manifest_missing: { check: "browser", severity: "problem", fixedBy: "install" },
  manifest_broken: { check: "browser", severity: "problem", fixedBy: "install" },
  manifest_other_launcher: { check: "browser", severity: "problem", fixedBy: "install" },
  manifest_other_ids: { check: "browser", severity: "problem", fixedBy: "install" },
  manifest_extra_keys: { check: "browser", severity: "problem", fixedBy: "install" },
  registry_key_missing: { check: "browser", severity: "problem", fixedBy: "install" },
  browser_unregistered: { check: "browser", severity: "warning", command: "install_browser" },
  browser_sandboxed: { check: "browser", severity: "warning" },
  /** In a sandbox whose system asks the user, and then starts the companion. */
  browser_asks: { check: "browser", severity: "ok" },

  files_private: { check: "files", severity: "ok" },
  file_open: { check: "files", severity: "problem", fixedBy: "chmod" },
  folder_open: { check: "files", severity: "warning", fixedBy: "chmod" },
  temp_file: { check: "files", severity: "warning", fixedBy: "remove" },

  backups_clean: { check: "openclaw", severity: "ok" },
  backup_with_key: { check: "openclaw", severity: "warning", command: "delete" },
  config_read_only: { check: "openclaw", severity: "warning" },
  reload_off: { check: "openclaw", severity: "warning", command: "set_reload_mode" },
} as const satisfies Record<string, Row>;

export type FindingCode = keyof typeof FINDINGS;

/** What a code's words have places for. Never a value out of a file. */
export interface FindingDetail {
  path?: string;
  browser?: string;
  /** A file of this shell's OpenClaw, where `path` is the browsers'. */
  shellPath?: string;
  version?: string;
  /** The version that it should be. */
  expected?: string;
  /** As chmod takes it. */
  mode?: string;
  kind?: "snap" | "flatpak";
}

/** As a check finds it. */
export interface Found {
  code: FindingCode;
  detail: FindingDetail;
}

export interface Finding extends Found {
  check: Row["check"];
  severity: Severity;
  /** Ends it, run in a terminal. */
  command?: string;
}

export const found = (code: FindingCode, detail: FindingDetail = {}): Found => ({ code, detail });

/** The row of a finding, every field of which may be missing. */
export const rowOf = ({ code }: Found): Row => FINDINGS[code];
