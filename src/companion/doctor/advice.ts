/** The command that ends a finding, as the user can paste it into a terminal. */
import { HOST_NAME } from "../../core/messages/identity.ts";
import { OPENCLAW_VARIABLES, type Environment } from "../../openclaw/files/paths.ts";
import type { Instance } from "../../openclaw/openclaw.ts";
import { shellQuote } from "../install/launcher.ts";
import type { Notes } from "../install/notes.ts";
import type { DoctorContext } from "./doctor.ts";
import { rowOf, type Found } from "./findings.ts";

/** @returns undefined where no command helps */
export function commandFor(
  finding: Found,
  instance: Instance,
  notes: Notes | null,
  { installation, profile }: Pick<DoctorContext, "installation" | "profile">,
): string | undefined {
  const { path = "", mode = "", browser = "" } = finding.detail;
  const { fixedBy, command = fixedBy } = rowOf(finding);
  const isWindows = installation.folders.platform === "win32";
  const fileWord = (file: string) => (isWindows ? `"${file}"` : word(file));
  // By this very file: a `clawkey` on the PATH may be another one, or none.
  const clawkey = (...args: string[]) => ["node", fileWord(installation.bundle), ...args].join(" ");
  const forProfile = (name: string | null | undefined) => (name ? ["--profile", name] : []);
  const options = forProfile(profile);
  // An install notes anew which OpenClaw is meant: by its shell and its options.
  const again = (...args: string[]) =>
    [
      ...variables(notes?.variables ?? {}, isWindows),
      clawkey("install", ...args, ...forProfile(notes ? notes.profile : profile)),
    ].join(" ");
  switch (command) {
    case undefined:
      return undefined;
    case "install":
      return again();
    case "install_browser":
      return again("--browser", browser);
    case "install_here":
      return clawkey("install", ...options);
    case "remove":
      return clawkey("doctor", "--fix", ...options);
    case "chmod":
      return `chmod ${mode} ${word(path)}`;
    case "delete":
      return `${isWindows ? "del" : "rm --"} ${fileWord(path)}`;
    case "set_reload_mode":
      return openClaw(instance, isWindows, "config set gateway.reload.mode hybrid");
    case "renew_service":
      return openClaw(instance, isWindows, "gateway install --force");
    case "allow_in_portal":
    case "start_proxy":
      return sandboxCommand(finding);
  }
}

/** Opens the way out of a sandbox: Ubuntu's portal, or xdg-native-messaging-proxy. */
export function sandboxCommand(finding: Found): string | undefined {
  const { command } = rowOf(finding);
  if (command === "allow_in_portal")
    return `flatpak permission-set webextensions ${HOST_NAME} snap.firefox yes`;
  if (command === "start_proxy") return "systemctl --user enable --now xdg-native-messaging-proxy.service";
  return undefined;
}

/** For the OpenClaw that is looked at, whatever the shell's own variables say. */
function openClaw({ env, profile }: Instance, isWindows: boolean, command: string): string {
  const named = profile ? ["openclaw", "--profile", profile] : ["openclaw"];
  return [...variables(env, isWindows), ...named, command].join(" ");
}

/** Windows' two shells have no common way to set a variable for one command. */
function variables(env: Environment, isWindows: boolean): string[] {
  const names = isWindows ? [] : OPENCLAW_VARIABLES.filter((name) => env[name]);
  return names.map((name) => `${name}=${word(env[name] ?? "")}`);
}

const word = (text: string): string => (/^[\w./@:+-]+$/.test(text) ? text : shellQuote(text));
