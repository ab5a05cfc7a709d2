/**
 * Installs the browsers and helpers that demo and tests need, where they are missing. With root and apt it does
 * so by itself; elsewhere it says exactly what to install.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { findTool, FONT_PACKAGE, TOOLS, type ToolName } from "./machine.ts";

const ALWAYS: ToolName[] = ["xvfb", "xdotool", "openssl", "strace", "unzip"];

const wanted = [
  ...ALWAYS,
  ...process.argv.slice(2).filter((name): name is ToolName => Object.hasOwn(TOOLS, name)),
];
const missing = wanted
  .filter((name) => findTool(name) === undefined)
  .map((name): string => TOOLS[name].debianPackage);
if (!existsSync("/usr/share/fonts/truetype/dejavu") && existsSync("/usr/bin/apt-get"))
  missing.push(FONT_PACKAGE);

if (missing.length > 0) {
  const command = `apt-get install -y --no-install-recommends ${missing.join(" ")}`;
  if (!existsSync("/usr/bin/apt-get") || process.getuid?.() !== 0) {
    console.error(`Missing on this machine: ${missing.join(", ")}.`);
    console.error(`Install them and run this again. On Debian or Ubuntu: sudo ${command}`);
    process.exit(1);
  }
  console.error(`Installing ${missing.join(", ")} ...`);
  run("apt-get update -qq");
  run(`${command} -qq`);
}

function run(command: string): void {
  const { status } = spawnSync(command, {
    shell: true,
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  if (status === 0) return;
  console.error(`Failed: ${command}`);
  process.exit(1);
}
