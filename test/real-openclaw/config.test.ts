import { access, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import JSON5 from "json5";
import { expect, vi } from "vitest";
import { randomSessionKey } from "../helpers/standin/account.ts";
import { runClawkey } from "./clawkey.ts";
import { test } from "./fixture.ts";
import { runOpenClaw, type OpenClaw } from "./openclaw.ts";

/** 30 by `npm run test:openclaw`. */
const RACES = Number(process.env["CLAWKEY_RACES"] ?? 5);

/** OpenClaw's command takes 2 s on two free cores, and more than twice that on busy ones. */
const RACE_MS = 30_000;

const HAND_WRITTEN = [
  "// Written by hand, with care.",
  "{",
  "  gateway: { mode: 'local', port: 18789, }, // at home",
  "  /* colours */",
  "  'ui': { seamColor: '#335577' },",
  "  env: {",
  "    vars: {",
  "      // for the weather skill",
  "      \"WEATHER_CITY\": 'Ulm',",
  "    },",
  "  },",
  "}",
  "",
].join("\r\n");

test("OpenClaw accepts a hand-written config after `set`, and reads the key out of it", async ({
  files,
  openclaw,
}) => {
  const key = randomSessionKey();
  await files.put("config", HAND_WRITTEN);
  expect((await runClawkey(openclaw.home, ["set"], key)).exit).toBe(0);

  const text = await files.read("config");
  const added = text.split("\r\n").filter((line) => line.includes(key));
  expect(added).toHaveLength(1);
  expect(text.replace(`${added[0]}\r\n`, "")).toBe(HAND_WRITTEN);
  expect(await validate(openclaw)).toMatchObject({ valid: true, warnings: [] });
  const read = await runOpenClaw(openclaw, ["config", "get", "env.vars.CLAUDE_AI_SESSION_KEY"]);
  expect(read.stdout.trim()).toBe(key);
});

test("OpenClaw accepts the config that `set` makes where there was none", async ({ files, openclaw }) => {
  const key = randomSessionKey();
  await runClawkey(openclaw.home, ["set"], key);
  expect(JSON5.parse(await files.read("config"))).toEqual({ env: { vars: { CLAUDE_AI_SESSION_KEY: key } } });
  expect(await validate(openclaw)).toMatchObject({ valid: true, warnings: [] });
});

test("`set` refuses a config whose env stands in another file, and `status` says in which file it is", async ({
  files,
  openclaw,
}) => {
  const config = "{\n  gateway: { mode: 'local' },\n  env: { $include: './env.json5' },\n}\n";
  const included = path.join(path.dirname(files.path("config")), "env.json5");
  await files.put("config", config);
  await writeFile(included, `{ vars: { CLAUDE_AI_SESSION_KEY: "${randomSessionKey()}" } }\n`);
  expect(await validate(openclaw)).toMatchObject({ valid: true });

  const detail = { path: files.path("config"), line: 3, column: 10 };
  const set = await runClawkey(openclaw.home, ["set"], randomSessionKey());
  expect(set).toMatchObject({ exit: 1, reply: { code: "config_included", detail } });
  expect(await files.read("config")).toBe(config);
  const { reply } = await runClawkey(openclaw.home, ["status"]);
  expect(reply).toMatchObject({ effective: { source: "configVars", path: included, unknown: true } });
  await rm(included);
});

test(
  `neither change is lost in ${RACES} rounds of \`set\` while \`openclaw config set\` is at work on the same file`,
  async ({ files, openclaw }) => {
    const keys = [randomSessionKey(), randomSessionKey()];
    await files.put("config", HAND_WRITTEN);

    for (let round = 0; round < RACES; round++) {
      const colour = `#${String(round).padStart(6, "0")}`;
      const key = keys[round % 2]!;
      const theirs = runOpenClaw(openclaw, ["config", "set", "ui.seamColor", colour]);
      // It has read the file and is about to write it: a `set` that does not wait loses its change or OpenClaw's.
      await vi.waitFor(() => access(`${files.path("config")}.lock`), { timeout: 30_000, interval: 5 });
      const ours = await runClawkey(openclaw.home, ["set"], key);

      expect(ours.reply).toMatchObject({ ok: true, changed: true });
      expect(await theirs).toMatchObject({ exit: 0 });
      expect(JSON5.parse(await files.read("config"))).toMatchObject({
        gateway: { mode: "local", port: 18789 },
        ui: { seamColor: colour },
        env: { vars: { CLAUDE_AI_SESSION_KEY: key, WEATHER_CITY: "Ulm" } },
      });
    }
  },
  RACES * RACE_MS,
);

async function validate(openclaw: OpenClaw): Promise<unknown> {
  return JSON.parse((await runOpenClaw(openclaw, ["config", "validate", "--json"])).stdout);
}
