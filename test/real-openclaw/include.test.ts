/** Configs in several files, by the real OpenClaw's rules for `$include`. */
import { access, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import JSON5 from "json5";
import { describe, expect, vi } from "vitest";
import { randomSessionKey } from "../helpers/standin/account.ts";
import { runClawkey } from "./clawkey.ts";
import { test as base } from "./fixture.ts";
import { runOpenClaw, type OpenClaw } from "./openclaw.ts";

const CONFIG = "openclaw.json";
const GATEWAY = "gateway: { mode: 'local' }";

type Texts = Readonly<Record<string, string>>;

/** Files of the config's folder by their names. The folder is the test's alone. */
const test = base.extend("folder", async ({ files }, { onCleanup }) => {
  const folder = path.dirname(files.path("config"));
  const at = (name: string) => path.resolve(folder, name);
  onCleanup(() => rm(folder, { recursive: true, maxRetries: 5 }));
  return {
    at,
    async put(texts: Texts): Promise<void> {
      for (const [name, text] of Object.entries(texts)) {
        await mkdir(path.dirname(at(name)), { recursive: true });
        await writeFile(at(name), text, { mode: 0o600 });
      }
    },
    async read(texts: Texts): Promise<Texts> {
      const names = Object.keys(texts);
      return Object.fromEntries(
        await Promise.all(names.map(async (name) => [name, await readFile(at(name), "utf8")])),
      );
    },
  };
});

async function validate(openclaw: OpenClaw): Promise<unknown> {
  return JSON.parse((await runOpenClaw(openclaw, ["config", "validate", "--json"])).stdout);
}

async function keyByOpenClaw(openclaw: OpenClaw): Promise<string> {
  const read = await runOpenClaw(openclaw, ["config", "get", "env.vars.CLAUDE_AI_SESSION_KEY"]);
  return read.stdout.trim();
}

describe("OpenClaw reads what `set` writes, and `remove` leads back to the old bytes, where", () => {
  test.for<[what: string, owner: string, texts: Texts]>([
    [
      "env is a file",
      "env.json5",
      {
        [CONFIG]: `// mine\n{\n  ${GATEWAY},\n  env: { $include: './env.json5' }, // apart\n}\n`,
        "env.json5": "// for the skills\n{\n  vars: { WEATHER_CITY: 'Ulm' },\n}\n",
      },
    ],
    [
      "vars is a file",
      "vars.json5",
      {
        [CONFIG]: `{ ${GATEWAY}, env: { vars: { $include: './vars.json5' } } }\n`,
        "vars.json5": "{\r\n\t'WEATHER_CITY': 'Ulm'\r\n}",
      },
    ],
    [
      "one file includes the next",
      "parts/vars.json5",
      {
        [CONFIG]: `{ ${GATEWAY}, env: { $include: './parts/env.json5' } }\n`,
        "parts/env.json5": "{ vars: { $include: './vars.json5' } } // the secrets are there\n",
        "parts/vars.json5": "{}\n",
      },
    ],
    [
      "vars stands beside the include and wins",
      CONFIG,
      {
        [CONFIG]: `{ ${GATEWAY}, env: { $include: './env.json5', vars: { WEATHER_CITY: 'Ulm' } } }\n`,
        "env.json5": "{ vars: { WEATHER_CITY: 'Bern', TZ: 'UTC' } }\n",
      },
    ],
  ])("%s", async ([, owner, texts], { folder, openclaw }) => {
    const key = randomSessionKey();
    await folder.put(texts);
    const set = await runClawkey(openclaw.home, ["set"], key);
    expect(set.reply).toMatchObject({
      ok: true,
      changed: true,
      path: folder.at(owner),
      effect: { effective: true },
    });
    const { [owner]: written, ...others } = await folder.read(texts);
    expect(texts).toMatchObject(others);
    expect(written).toContain(key);

    expect(await validate(openclaw)).toMatchObject({ valid: true, warnings: [] });
    expect(await keyByOpenClaw(openclaw)).toBe(key);

    expect((await runClawkey(openclaw.home, ["remove"])).reply).toMatchObject({ ok: true, changed: true });
    expect(await folder.read(texts)).toEqual(texts);
  });
});

test("a key in the last of several merged files is the one that `set` changes and OpenClaw reads", async ({
  folder,
  openclaw,
}) => {
  const [old, key] = [randomSessionKey(), randomSessionKey()];
  const held = `{ vars: { CLAUDE_AI_SESSION_KEY: "${old}" } }\n`;
  await folder.put({
    [CONFIG]: `{ ${GATEWAY}, env: { $include: ['./a.json5', './b.json5'] } }\n`,
    "a.json5": held,
    "b.json5": held,
  });
  const set = await runClawkey(openclaw.home, ["set"], key);
  expect(set.reply).toMatchObject({ ok: true, path: folder.at("b.json5") });
  expect(await keyByOpenClaw(openclaw)).toBe(key);
});

describe("`set` refuses with the place of the include, where OpenClaw", () => {
  test.for<[what: string, valid: boolean, target: string]>([
    ["merges several files, of which none has the key", true, "['./a.json5', './b.json5']"],
    ["refuses a file outside the folder", false, "'../outside.json5'"],
    ["finds no file", false, "'./gone.json5'"],
  ])("%s", async ([, valid, target], { folder, openclaw }) => {
    const texts = {
      [CONFIG]: `{\n  ${GATEWAY},\n  env: { $include: ${target} },\n}\n`,
      "a.json5": "{}\n",
      "b.json5": "{}\n",
      "../outside.json5": "{}\n",
    };
    await folder.put(texts);
    const set = await runClawkey(openclaw.home, ["set"], randomSessionKey());
    const detail = { path: folder.at(CONFIG), line: 3, column: 10 };
    expect(set).toMatchObject({ exit: 1, reply: { code: "config_included", detail } });
    expect(await folder.read(texts)).toEqual(texts);
    expect(await validate(openclaw)).toMatchObject({ valid });
  });
});

test("`set` and `openclaw config set` take turns at an included file, and `remove` names OpenClaw's copies of it", async ({
  folder,
  openclaw,
}) => {
  await folder.put({
    [CONFIG]: `{ ${GATEWAY}, env: { $include: './env.json5' } }\n`,
    "env.json5": "{ vars: { WEATHER_CITY: 'Ulm' } }\n",
  });
  for (const city of ["Bern", "Graz", "Linz"]) {
    const key = randomSessionKey();
    const theirs = runOpenClaw(openclaw, ["config", "set", "env.vars.WEATHER_CITY", city]);
    // It has read the files and is about to write one: a `set` that does not wait loses its change or OpenClaw's.
    await vi.waitFor(() => access(`${folder.at(CONFIG)}.lock`), { timeout: 30_000, interval: 5 });
    const ours = await runClawkey(openclaw.home, ["set"], key);
    expect(ours.reply).toMatchObject({ ok: true, changed: true, path: folder.at("env.json5") });
    expect(await theirs).toMatchObject({ exit: 0 });
    const { "env.json5": text } = await folder.read({ "env.json5": "" });
    expect(JSON5.parse(text!)).toEqual({ vars: { WEATHER_CITY: city, CLAUDE_AI_SESSION_KEY: key } });
  }
  const remove = await runClawkey(openclaw.home, ["remove"]);
  const copies = [`${folder.at("env.json5")}.bak`, `${folder.at("env.json5")}.bak.1`];
  expect(remove.reply).toMatchObject({ ok: true, changed: true, copies });
});
