/**
 * `clawkey set` by the program as it is shipped, and under strace: what it really asks of the system, and what
 * becomes of it when the system refuses.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { FileKind } from "../../src/core/messages/messages.ts";
import { KEY_TEXT } from "../helpers/keys.ts";
import { needs } from "../helpers/needs.ts";
import type { OpenClawHome } from "../helpers/openclaw-home.ts";
import { FIXED_TEMP_NAME } from "./fixed-temp-name.ts";

const BUNDLE = path.join(import.meta.dirname, "../../dist/clawkey.mjs");
const FIXED_NAMES = path.join(import.meta.dirname, "fixed-temp-name.ts");

const canTrace = () => spawnSync("strace", ["-qq", "-e", "inject=fsync:error=EIO", "true"]).status === 0;

/** Some containers forbid tracing. */
export const needsTrace = (): void => needs("strace, and a system that lets it trace", canTrace());

export interface ShippedRun {
  exit: number | null;
  reply: Record<string, unknown>;
}

/** @param before what the program is run by, and with which options of Node's */
export function shippedSet(
  target: FileKind,
  env: Record<string, string>,
  before: readonly string[] = [process.execPath],
): ShippedRun {
  const [program = "", ...options] = before;
  const args = [...options, BUNDLE, "set", "--json", "--target", target];
  const run = spawnSync(program, args, { env, input: KEY_TEXT, encoding: "utf8" });
  return { exit: run.status, reply: JSON.parse(run.stdout) as Record<string, unknown> };
}

/** @param options strace's own, after those that every run has */
export function tracedSet(
  { folder }: OpenClawHome,
  target: FileKind,
  options: readonly string[],
): ShippedRun & { calls: string[] } {
  const trace = path.join(folder, "trace.txt");
  const strace = ["strace", "-f", "-qq", "-y", "-s", "0", "-o", trace, ...options, "--"];
  // strace counts the calls of each thread for itself: with one thread for files, the counts are always the same.
  const env = { HOME: folder, PATH: process.env["PATH"] ?? "", UV_THREADPOOL_SIZE: "1" };
  const run = shippedSet(target, env, [...strace, process.execPath, "--import", FIXED_NAMES]);
  return { ...run, calls: wholeCalls(readFileSync(trace, "utf8").trimEnd().split("\n")) };
}

/** Without the thread's number, and a call that another thread interrupted as one line, where it ended. */
function wholeCalls(lines: readonly string[]): string[] {
  const begun = new Map<string, string>();
  return lines.flatMap((line) => {
    const [thread = "", text = ""] = line.split(/ +(.*)/);
    if (text.endsWith("<unfinished ...>")) {
      begun.set(thread, text.replace(/ *<unfinished \.\.\.>$/, ""));
      return [];
    }
    const rest = /^<\.\.\. \w+ resumed> ?(.*)$/.exec(text)?.[1];
    return [rest === undefined ? text : `${begun.get(thread)}${rest}`];
  });
}

export const tempFileOf = (file: string): string => path.join(path.dirname(file), FIXED_TEMP_NAME);
