/** Commands that mend a finding, as the user can paste them into a terminal. */
import { shellQuote } from "../install/launcher.ts";
import type { InstallContext } from "../install/install.ts";

/** By this very file: a `clawkey` on the PATH may be another one, or none. */
export function installCommand({ bundle, folders }: InstallContext, ...options: string[]): string {
  const file = folders.platform === "win32" ? `"${bundle}"` : asWord(bundle);
  return ["node", file, "install", ...options].join(" ");
}

export const chmodCommand = (mode: string, file: string): string => `chmod ${mode} ${asWord(file)}`;

const asWord = (text: string): string => (/^[\w./@:+-]+$/.test(text) ? text : shellQuote(text));
