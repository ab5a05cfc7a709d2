/** The command that ends a finding, as the user can paste it into a terminal. */
import { OPENCLAW_VARIABLES } from "../../openclaw/files/paths.ts";
import type { Instance } from "../../openclaw/openclaw.ts";
import type { InstallContext } from "../install/install.ts";
import { shellQuote } from "../install/launcher.ts";
import { rowOf, type Found } from "./findings.ts";

interface Context {
  installation: Pick<InstallContext, "bundle" | "folders">;
  /** What is looked at. */
  instance: Pick<Instance, "env" | "profile">;
  /** As the user named it. */
  profile?: string | undefined;
}

/** @returns undefined where no command helps */
export function commandFor(finding: Found, { installation, instance, profile }: Context): string | undefined {
  const { path = "", mode = "", browser = "" } = finding.detail;
  const { fixedBy, command = fixedBy } = rowOf(finding);
  const isWindows = installation.folders.platform === "win32";
  const fileWord = (file: string) => (isWindows ? `"${file}"` : word(file));
  // By this very file: a `clawkey` on the PATH may be another one, or none.
  const clawkey = (...args: string[]) => ["node", fileWord(installation.bundle), ...args].join(" ");
  const options = profile === undefined ? [] : ["--profile", profile];
  switch (command) {
    case undefined:
      return undefined;
    case "install":
      return clawkey("install");
    case "install_browser":
      return clawkey("install", "--browser", browser);
    case "install_here":
      return clawkey("install", ...options);
    case "remove":
      return clawkey("doctor", "--fix", ...options);
    case "chmod":
      return `chmod ${mode} ${word(path)}`;
    case "delete":
      return `${isWindows ? "del" : "rm --"} ${fileWord(path)}`;
    case "set_reload_mode":
      // Windows' two shells have no common way to set a variable for one command.
      return [
        ...(isWindows ? [] : variablesOf(instance)),
        openClaw(instance, "config set gateway.reload.mode hybrid"),
      ].join(" ");
  }
}

/** For the OpenClaw that is looked at, whatever the shell's own variables say. */
const variablesOf = ({ env }: Context["instance"]): string[] =>
  OPENCLAW_VARIABLES.flatMap((name) => (env[name] ? [`${name}=${word(env[name])}`] : []));

const openClaw = ({ profile }: Context["instance"], args: string): string =>
  profile ? `openclaw --profile ${profile} ${args}` : `openclaw ${args}`;

const word = (text: string): string => (/^[\w./@:+-]+$/.test(text) ? text : shellQuote(text));
