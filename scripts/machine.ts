/** The programs outside npm that demo and tests need: where they are, and what Debian calls their packages. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";

interface Tool {
  /** Names of the command, the preferred one first. */
  commands: readonly string[];
  debianPackage: string;
}

const TOOLS = {
  chromium: { commands: ["chromium", "chromium-browser"], debianPackage: "chromium" },
  firefox: { commands: ["firefox-esr", "firefox"], debianPackage: "firefox-esr" },
  xvfb: { commands: ["Xvfb"], debianPackage: "xvfb" },
  xdotool: { commands: ["xdotool"], debianPackage: "xdotool" },
  openssl: { commands: ["openssl"], debianPackage: "openssl" },
  strace: { commands: ["strace"], debianPackage: "strace" },
  ip: { commands: ["ip"], debianPackage: "iproute2" },
  ssh: { commands: ["ssh"], debianPackage: "openssh-client" },
  sshd: { commands: ["sshd"], debianPackage: "openssh-server" },
  unzip: { commands: ["unzip"], debianPackage: "unzip" },
} as const satisfies Record<string, Tool>;

export type ToolName = keyof typeof TOOLS;

/** What a browser needs around it to be driven: a screen, keys for its dialogs, a certificate, its zip. */
export const AROUND_A_BROWSER: readonly ToolName[] = ["xvfb", "xdotool", "openssl", "unzip"];

/** No command, and no must: letters for the screenshots, Arabic among them; and those of China, Japan and Korea. */
const FONTS = [
  { folder: "/usr/share/fonts/truetype/dejavu", debianPackage: "fonts-dejavu-core" },
  { folder: "/usr/share/fonts/truetype/wqy", debianPackage: "fonts-wqy-microhei" },
];

const APT = "/usr/bin/apt-get";
const isRoot = process.getuid?.() === 0;

export function toolPath(name: ToolName): string {
  const found = findTool(name);
  if (found === undefined) throw new Error(`Missing: ${name}. ${howToGet([name])}`);
  return found;
}

export const chromiumPath = (): string => toolPath("chromium");

export const missingOf = (tools: readonly ToolName[]): ToolName[] =>
  tools.filter((name) => findTool(name) === undefined);

/** Installs what is missing, where root and apt are at hand. @returns what is missing still */
export function prepare(tools: readonly ToolName[]): ToolName[] {
  const packages = missingOf(tools).map((name): string => TOOLS[name].debianPackage);
  for (const { folder, debianPackage } of FONTS) if (!existsSync(folder)) packages.push(debianPackage);
  if (packages.length === 0 || !isRoot || !existsSync(APT)) return missingOf(tools);
  console.error(`Installing ${packages.join(", ")} ...`);
  apt("update", "-qq");
  apt("install", "-y", "-qq", "--no-install-recommends", ...packages);
  return missingOf(tools);
}

/** One sentence for people. */
export function howToGet(tools: readonly ToolName[]): string {
  const packages = tools.map((name) => TOOLS[name].debianPackage).join(" ");
  const command = `apt-get install -y --no-install-recommends ${packages}`;
  return isRoot
    ? `apt-get could not install it. With a network: apt-get update && ${command}`
    : `On Debian or Ubuntu: sudo ${command}`;
}

function findTool(name: ToolName): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter);
  return TOOLS[name].commands
    .flatMap((command) => folders.map((folder) => path.join(folder, command)))
    .find((file) => existsSync(file));
}

function apt(...args: string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  spawnSync(APT, args, { stdio: ["ignore", "ignore", "inherit"], env });
}
