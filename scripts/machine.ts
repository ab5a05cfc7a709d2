/** The programs outside npm that demo and tests need, where they are, and what Debian calls their packages. */
import { existsSync } from "node:fs";
import path from "node:path";

export interface Tool {
  /** Names of the command, the preferred one first. */
  commands: readonly string[];
  debianPackage: string;
}

export const TOOLS = {
  chromium: { commands: ["chromium", "chromium-browser"], debianPackage: "chromium" },
  firefox: { commands: ["firefox-esr", "firefox"], debianPackage: "firefox-esr" },
  xvfb: { commands: ["Xvfb"], debianPackage: "xvfb" },
  xdotool: { commands: ["xdotool"], debianPackage: "xdotool" },
  openssl: { commands: ["openssl"], debianPackage: "openssl" },
  strace: { commands: ["strace"], debianPackage: "strace" },
  unzip: { commands: ["unzip"], debianPackage: "unzip" },
} as const satisfies Record<string, Tool>;

export type ToolName = keyof typeof TOOLS;

/** Also needed, and no commands: letters for the screenshots. */
export const FONT_PACKAGE = "fonts-dejavu-core";

export function findTool(name: ToolName): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter);
  return TOOLS[name].commands
    .flatMap((command) => folders.map((folder) => path.join(folder, command)))
    .find((file) => existsSync(file));
}

export function toolPath(name: ToolName): string {
  const found = findTool(name);
  if (found === undefined)
    throw new Error(`${TOOLS[name].commands[0]} is missing: node scripts/prepare-machine.ts installs it`);
  return found;
}

export const chromiumPath = (): string => toolPath("chromium");
