/**
 * The small script that browsers start. It names Node and the companion by absolute paths, because a browser
 * started from a desktop has no PATH worth the name.
 */
import path from "node:path";

/** As package.json has it, under `engines`. */
const OLDEST_NODE = 22;

/** Whether a Node of this version (`22.1.0`, with or without a `v` before it) can't run the companion. */
export const isTooOld = (version: string): boolean =>
  Number.parseInt(version.replace(/^v/, ""), 10) < OLDEST_NODE;

export function launcherOf(companionFolder: string, platform: NodeJS.Platform): string {
  return path.join(companionFolder, platform === "win32" ? "clawkey-host.bat" : "clawkey-host");
}

export const launcherScript = (platform: NodeJS.Platform, node: string, companion: string): string =>
  platform === "win32" ? batchScript(node, companion) : shellScript(node, companion);

const COMMENT =
  "Starts the Clawkey companion for a browser. Written by `clawkey install`; run that again if Node moved.";

/** Options for Node from the browser's environment are not ours to follow. */
const shellScript = (node: string, companion: string): string => `#!/bin/sh
# ${COMMENT}
unset NODE_OPTIONS
exec ${shellQuote(node)} ${shellQuote(companion)} serve "$@"
`;

/** As UTF-8, and so may be the paths in it. */
const batchScript = (node: string, companion: string): string =>
  [
    "@echo off",
    `rem ${COMMENT}`,
    "set NODE_OPTIONS=",
    "chcp 65001 >nul",
    `${batchQuote(node)} ${batchQuote(companion)} serve %*`,
    "",
  ].join("\r\n");

/** The Node that a launcher names; null where the script is none of ours. */
export function nodeOfLauncher(script: string): string | null {
  const shell = /^exec '((?:[^']|'\\'')*)' '(?:[^']|'\\'')*' serve "\$@"$/m.exec(script)?.[1];
  if (shell !== undefined) return shell.replaceAll("'\\''", "'");
  return /^"([^"]*)" "[^"]*" serve %\*\r?$/m.exec(script)?.[1]?.replaceAll("%%", "%") ?? null;
}

/** As one word for a POSIX shell. */
export const shellQuote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const batchQuote = (text: string): string => `"${text.replaceAll("%", "%%")}"`;
