/**
 * The small script that browsers start. It names Node and the companion by absolute paths, because a browser started
 * from a desktop has no PATH worth the name.
 */
import path from "node:path";
import { failure } from "../../core/messages/failures.ts";
import { encodeFrame } from "../native-host/framing.ts";

/** As package.json has it, under `engines`: the first that hands out its own modules by a call. */
const OLDEST_NODE = { major: 22, minor: 3 };

/** Whether a Node of this version (`22.1.0`, with or without a `v` before it) can't run the companion. */
export function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  return major < OLDEST_NODE.major || (major === OLDEST_NODE.major && minor < OLDEST_NODE.minor);
}

export function launcherOf(companionFolder: string, platform: NodeJS.Platform): string {
  return path.join(companionFolder, platform === "win32" ? "clawkey-host.bat" : "clawkey-host");
}

/** What a launcher starts. */
export interface Launch {
  node: string;
  companion: string;
  /** Where another Node is looked for once that one is gone: a version manager's and Homebrew's go at each upgrade. */
  searchPath?: string | undefined;
}

export const launcherScript = (platform: NodeJS.Platform, launch: Launch): string =>
  platform === "win32" ? batchScript(launch) : shellScript(launch);

const COMMENT = "Starts the Clawkey companion for a browser. Written by `clawkey install`.";

/** Ends well where a Node is new enough. */
const CHECK = `process.exit(parseInt(process.versions.node) >= ${OLDEST_NODE.major} && process.getBuiltinModule ? 0 : 1)`;

/**
 * Options for Node from the browser's environment are not ours to follow. Where there is no Node at all the browser
 * hears it as any other failure, once its request has begun to arrive.
 */
const shellScript = ({ node, companion, searchPath = "" }: Launch): string => `#!/bin/sh
# ${COMMENT}
unset NODE_OPTIONS
node=${shellQuote(node)}
companion=${shellQuote(companion)}
[ -x "$node" ] && exec "$node" "$companion" serve "$@"
folders=${shellQuote(searchPath)}
IFS=:
set -f
for folder in $folders; do
  node=$folder/node
  [ -x "$node" ] && "$node" -e ${shellQuote(CHECK)} </dev/null >/dev/null 2>&1 &&
    exec "$node" "$companion" serve "$@"
done
echo "clawkey: no Node ${OLDEST_NODE.major} or newer. Install one, then run clawkey install again." >&2
PATH=/usr/bin:/bin
head -c 4 >/dev/null
printf ${shellQuote(asPrintf(encodeFrame(failure("node_missing"))))}
exit 1
`;

/** A native message, as printf makes it of an octal number for each byte. */
const asPrintf = (frame: Buffer): string =>
  Array.from(frame, (byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");

/** As UTF-8, and so may be the paths in it. A batch file can't print the zeros of a message's length. */
const batchScript = ({ node, companion, searchPath = "" }: Launch): string =>
  [
    "@echo off",
    `rem ${COMMENT}`,
    "setlocal",
    "set NODE_OPTIONS=",
    "chcp 65001 >nul",
    `set ${batchQuote(`node=${node}`)}`,
    'if exist "%node%" goto start',
    `set ${batchQuote(`PATH=${searchPath.replaceAll('"', "")}`)}`,
    'set "node="',
    'for %%f in (node.exe) do set "node=%%~$PATH:f"',
    "if not defined node goto missing",
    `"%node%" -e "${CHECK}" <nul >nul 2>nul || goto missing`,
    ":start",
    `"%node%" ${batchQuote(companion)} serve %*`,
    "exit /b",
    ":missing",
    `echo clawkey: no Node ${OLDEST_NODE.major} or newer. Install one, then run clawkey install again. 1>&2`,
    "exit /b 1",
    "",
  ].join("\r\n");

/** The Node that a launcher names; null where the script is none of ours. */
export function nodeOfLauncher(script: string): string | null {
  const shell = /^node='((?:[^']|'\\'')*)'$/m.exec(script)?.[1];
  if (shell !== undefined) return shell.replaceAll("'\\''", "'");
  return /^set "node=([^"]+)"\r?$/m.exec(script)?.[1]?.replaceAll("%%", "%") ?? null;
}

/** As one word for a POSIX shell. */
export const shellQuote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const batchQuote = (text: string): string => `"${text.replaceAll("%", "%%")}"`;
