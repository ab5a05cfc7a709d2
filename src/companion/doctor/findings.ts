/** What `clawkey doctor` finds, one value for each thing that it has looked at. */

/**
 * `problem`: something does not work, or a key lies open. `warning`: to know, and perhaps to change. `note`: all is
 * well, though not by the key.
 */
export type Severity = "problem" | "warning" | "note" | "ok";

export type FindingCode =
  | "not_installed"
  | "notes_broken"
  | "launcher_ok"
  | "launcher_missing"
  | "launcher_changed"
  | "launcher_not_executable"
  | "node_ok"
  | "node_missing"
  | "node_failing"
  | "node_old"
  | "companion_ok"
  | "companion_missing"
  | "companion_failing"
  | "companion_other_version"
  | "manifest_ok"
  | "manifest_missing"
  | "manifest_broken"
  | "manifest_other_launcher"
  | "manifest_other_ids"
  | "manifest_extra_keys"
  | "registry_key_missing"
  | "browser_unregistered"
  | "browser_sandboxed"
  | "other_openclaw"
  | "files_private"
  | "file_open"
  | "folder_open"
  | "copies_clean"
  | "copy_with_key"
  | "config_read_only"
  | "reload_off"
  | "leftover";

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
  /** See `Sandboxed`. */
  asks?: boolean;
}

export interface Finding {
  /** What was looked at. */
  check: "installation" | "launcher" | "node" | "companion" | "browser" | "files" | "openclaw";
  code: FindingCode;
  severity: Severity;
  detail: FindingDetail;
  /** Mends it, run in a terminal. */
  command?: string;
}

const finding =
  (severity: Severity) =>
  (check: Finding["check"], code: FindingCode, detail: FindingDetail = {}, command?: string): Finding => ({
    check,
    code,
    severity,
    detail,
    ...(command === undefined ? {} : { command }),
  });

export const problem = finding("problem");
export const warning = finding("warning");
export const fine = finding("ok");
