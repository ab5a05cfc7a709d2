/** A killed write leaves the old file or the new one, whole, and the next run removes what else it left. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse as parseDotenv } from "dotenv";
import JSON5 from "json5";
import { describe, expect, it } from "vitest";
import type { FileKind } from "../../src/core/messages/messages.ts";
import { KEY_TEXT } from "../helpers/keys.ts";
import { openClawHome, type OpenClawHome } from "../helpers/openclaw-home.ts";
import { killLoop } from "./kill-loop.ts";
import { FOREIGN_MEMBERS, SEED_TEXT } from "./seed-files.ts";
import { count, NO_HURRY } from "./variables.ts";

const KILLS = count("CLAWKEY_KILLS", 100);

/** A writer without a temp file is damaged by about every third kill: these are plenty. */
const CONTROL_KILLS = Math.min(KILLS, 100);

const TARGETS: readonly FileKind[] = ["config", "dotenv"];
const BUNDLE = path.join(import.meta.dirname, "../../dist/clawkey.mjs");

const READ: Readonly<Record<FileKind, (text: string) => { key: unknown; foreign: number }>> = {
  config: (text) => {
    const { channels, env } = JSON5.parse(text.replace(/^\ufeff/, ""));
    return { key: env.vars.CLAUDE_AI_SESSION_KEY, foreign: Object.keys(channels).length };
  },
  dotenv: (text) => {
    const { CLAUDE_AI_SESSION_KEY: key, LAST: _, ...own } = parseDotenv(text);
    return { key, foreign: Object.keys(own).length };
  },
};

/** One more `clawkey set`, by the program as it is shipped. */
function setOnce(target: FileKind, home: OpenClawHome): void {
  const env = { PATH: process.env["PATH"], HOME: home.folder };
  const run = spawnSync(process.execPath, [BUNDLE, "set", "--target", target], { env, input: KEY_TEXT });
  expect(run.stderr.toString()).toBe("");
  expect(run.status).toBe(0);
}

describe.each(TARGETS)(`${KILLS.toLocaleString("en")} kills of a process that writes the %s`, (target) => {
  it("leave the old file or the new one, and nothing after one more run", { timeout: NO_HURRY }, async () => {
    const home = openClawHome();
    const counts = await killLoop("key-setter.ts", target, home, KILLS);
    console.log(target, counts);
    expect(counts).toMatchObject({ damaged: 0, lockedOut: 0, refusals: 0 });
    // Kills that all missed the write would prove nothing.
    expect(counts.locksLeft).toBeGreaterThan(KILLS / 10);
    expect(counts.tempsLeft).toBeGreaterThan(KILLS / 50);

    setOnce(target, home);
    const file = home.paths[target];
    expect(readdirSync(path.dirname(file))).toEqual([path.basename(file)]);
    expect(home.read(target)).toBe(SEED_TEXT[target](KEY_TEXT));
    expect(READ[target](readFileSync(file, "utf8"))).toEqual({ key: KEY_TEXT, foreign: FOREIGN_MEMBERS });
  });

  it("damage the file of a writer that has no temp file", { timeout: NO_HURRY }, async () => {
    const counts = await killLoop("naive-setter.ts", target, openClawHome(), CONTROL_KILLS);
    console.log(target, "control", counts);
    expect(counts.damaged).toBeGreaterThan(0);
  });
});
