/** Commands that mend a finding, as the user can paste them into a terminal. */
import { shellQuote } from "../install/launcher.ts";
import type { InstallContext } from "../install/install.ts";
import type { Instance } from "../../openclaw/openclaw.ts";
import { OPENCLAW_VARIABLES } from "../../openclaw/files/paths.ts";

type Context = Pick<InstallContext, "bundle" | "folders">;

/** By this very file: a `clawkey` on the PATH may be another one, or none. */
export const clawkeyCommand = ({ bundle, folders }: Context, ...args: string[]): string =>
  ["node", fileWord(bundle, folders), ...args].join(" ");

export const installCommand = (context: Context, ...options: string[]): string =>
  clawkeyCommand(context, "install", ...options);

/** For the OpenClaw in this place, whatever the shell's own variables say. */
export function openClawCommand({ env, profile }: Instance, { folders }: Context, ...args: string[]): string {
  const variables = OPENCLAW_VARIABLES.flatMap((name) => (env[name] ? [`${name}=${asWord(env[name])}`] : []));
  return [
    // Windows' two shells have no common way to say this.
    ...(folders.platform === "win32" ? [] : variables),
    "openclaw",
    ...(profile ? ["--profile", profile] : []),
    ...args,
  ].join(" ");
}

export const removeCommand = ({ folders }: Context, file: string): string =>
  `${folders.platform === "win32" ? "del" : "rm --"} ${fileWord(file, folders)}`;

export const chmodCommand = (mode: string, file: string): string => `chmod ${mode} ${asWord(file)}`;

const fileWord = (file: string, { platform }: InstallContext["folders"]): string =>
  platform === "win32" ? `"${file}"` : asWord(file);

const asWord = (text: string): string => (/^[\w./@:+-]+$/.test(text) ? text : shellQuote(text));
