/**
 * Where OpenClaw takes the key from, and whether Clawkey says the same. The stand-in for claude.ai sees whose key
 * comes. It knows none of them: what OpenClaw reports is the same each time.
 */
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect } from "vitest";
import { openClawPaths } from "../../companion/paths.ts";
import { readSources } from "../../companion/sources.ts";
import { effectiveSource, hidingSource, type SourceName, type Sources } from "../../src/openclaw/effective.ts";
import { SESSION_KEY_VARIABLE as VARIABLE } from "../../src/openclaw/variable.ts";
import { SessionKey } from "../../src/session/session-key.ts";
import { randomSessionKey } from "../standin/account.ts";
import { keyFingerprint } from "../standin/recorded-request.ts";
import type { Standin } from "../standin/standin.ts";
import { test as base } from "./fixture.ts";
import { startGateway } from "./gateway.ts";
import { runOpenClaw, type OpenClaw } from "./openclaw.ts";

/** Several values stand in one file one after the other. */
type Holds = Partial<Record<SourceName, string | string[]>>;

interface Case {
  name: string;
  holds: Holds;
  /** Whose key OpenClaw sends to claude.ai; null where it sends none. */
  reads: SourceName | null;
  /** What keeps OpenClaw from a key of ours without being a key itself. */
  hiddenBy?: SourceName;
  env?: Record<string, string>;
  /** The folder of OpenClaw's state, its token included. */
  state?: string;
  /** The folder of its config and, by default, of its global `.env`. */
  folder?: string;
  /** More files, written after those that `holds` makes. */
  files?: Record<string, string>;
}

/** One for each source, so that the key tells where it came from. */
const KEY: Record<SourceName, string> = {
  process: randomSessionKey(),
  workingFolderDotenv: randomSessionKey(),
  globalDotenv: randomSessionKey(),
  gatewayDotenv: randomSessionKey(),
  configFlat: randomSessionKey(),
  configVars: randomSessionKey(),
};
const OTHER_KEY = randomSessionKey();

const ALONE: SourceName[] = [
  "process",
  "workingFolderDotenv",
  "globalDotenv",
  "gatewayDotenv",
  "configFlat",
  "configVars",
];

/** All neighbours, and all that stands above the two files that Clawkey writes. */
const WINNER_AND_LOSER: [SourceName, SourceName][] = [
  ["process", "workingFolderDotenv"],
  ["process", "globalDotenv"],
  ["process", "configVars"],
  ["workingFolderDotenv", "globalDotenv"],
  ["workingFolderDotenv", "configVars"],
  ["globalDotenv", "gatewayDotenv"],
  ["globalDotenv", "configVars"],
  ["gatewayDotenv", "configFlat"],
  ["gatewayDotenv", "configVars"],
  ["configFlat", "configVars"],
];

const ORDER: Case[] = [
  ...ALONE.map((reads) => ({ name: `reads ${reads} where it stands alone`, holds: keysIn(reads), reads })),
  ...WINNER_AND_LOSER.map(([reads, loser]) => ({
    name: `reads ${reads}, not ${loser}`,
    holds: keysIn(reads, loser),
    reads,
  })),
  { name: "reads process, not any of the five others", holds: KEY, reads: "process" },
  { name: "reads nothing where there is nothing", holds: {}, reads: null },
];

const BLANK: Case[] = [
  {
    name: "lets an empty process variable hide every .env",
    holds: { ...keysIn("workingFolderDotenv", "globalDotenv", "gatewayDotenv"), process: "" },
    reads: null,
    hiddenBy: "process",
  },
  {
    name: "lets a process variable of white space hide the .env",
    holds: { ...keysIn("globalDotenv"), process: " \t" },
    reads: null,
    hiddenBy: "process",
  },
  {
    name: "does not let an empty process variable hide env.vars",
    holds: { ...keysIn("configVars"), process: "" },
    reads: "configVars",
  },
  {
    name: "lets an empty value in the working folder's .env hide the .env files below it",
    holds: { ...keysIn("globalDotenv", "gatewayDotenv"), workingFolderDotenv: "" },
    reads: null,
    hiddenBy: "workingFolderDotenv",
  },
  {
    name: "lets white space in the working folder's .env hide the global one",
    holds: { ...keysIn("globalDotenv"), workingFolderDotenv: "  " },
    reads: null,
    hiddenBy: "workingFolderDotenv",
  },
  {
    name: "lets an empty value in the global .env hide gateway.env",
    holds: { ...keysIn("gatewayDotenv"), globalDotenv: "" },
    reads: null,
  },
  {
    name: "lets white space in the global .env hide gateway.env",
    holds: { ...keysIn("gatewayDotenv"), globalDotenv: "  " },
    reads: null,
  },
  {
    name: "does not let an empty value in gateway.env hide env.vars",
    holds: { ...keysIn("configVars"), gatewayDotenv: "" },
    reads: "configVars",
  },
  {
    name: "does not let white space in gateway.env hide the config's flat key",
    holds: { ...keysIn("configFlat"), gatewayDotenv: "  " },
    reads: "configFlat",
  },
  {
    name: "does not let blanks everywhere above hide env.vars",
    holds: {
      ...keysIn("configVars"),
      process: " ",
      workingFolderDotenv: "",
      globalDotenv: "  ",
      gatewayDotenv: "",
      configFlat: " ",
    },
    reads: "configVars",
  },
  { name: "passes over an empty value in env.vars", holds: { configVars: "" }, reads: null },
  { name: "passes over white space in env.vars", holds: { configVars: "  " }, reads: null },
  {
    name: "lets a text that is no key hide one all the same",
    holds: { ...keysIn("configVars"), process: "no-key" },
    reads: null,
    hiddenBy: "process",
  },
];

const OTHER_NAME = { OTHER_NAME: OTHER_KEY };

const FORMS: Case[] = [
  {
    name: "takes the white space off a key in process",
    holds: { process: ` ${KEY.process}\n` },
    reads: "process",
  },
  {
    name: "takes the white space off a key in the .env",
    holds: { globalDotenv: ` ${KEY.globalDotenv}  ` },
    reads: "globalDotenv",
  },
  {
    name: "takes the white space off a key in gateway.env",
    holds: { gatewayDotenv: `\t${KEY.gatewayDotenv} ` },
    reads: "gatewayDotenv",
  },
  {
    name: "takes the white space off a key in env.vars",
    holds: { configVars: `  ${KEY.configVars}\n` },
    reads: "configVars",
  },
  {
    name: "reads the last of two keys in the .env",
    holds: { globalDotenv: [OTHER_KEY, KEY.globalDotenv] },
    reads: "globalDotenv",
  },
  {
    name: "reads nothing where the last of two values in the .env is empty",
    holds: { globalDotenv: [OTHER_KEY, ""] },
    reads: null,
  },
  {
    name: "reads the last of two keys in env.vars",
    holds: { configVars: [OTHER_KEY, KEY.configVars] },
    reads: "configVars",
  },
  {
    name: "reads nothing where the last of two values in env.vars is empty",
    holds: { configVars: [OTHER_KEY, ""] },
    reads: null,
  },
  {
    name: "reads the last of two flat keys in the config",
    holds: { configFlat: [OTHER_KEY, KEY.configFlat] },
    reads: "configFlat",
  },
  {
    name: "passes over a reference in env.vars, even to a variable that holds a key",
    holds: { configVars: "${OTHER_NAME}" },
    reads: null,
    env: OTHER_NAME,
  },
  {
    name: "passes over a flat reference in the config",
    holds: { ...keysIn("configVars"), configFlat: "${OTHER_NAME}" },
    reads: "configVars",
    env: OTHER_NAME,
  },
  {
    name: "takes a reference to a name in small letters for a text",
    holds: { ...keysIn("configVars"), configFlat: "${other_name}" },
    reads: null,
    hiddenBy: "configFlat",
  },
  {
    name: "takes an escaped reference for a text",
    holds: { ...keysIn("configVars"), configFlat: "$${OTHER_NAME}" },
    reads: null,
    hiddenBy: "configFlat",
  },
  {
    name: "passes over white space around the variable's name in env.vars",
    holds: {},
    reads: "configVars",
    files: { ".openclaw/openclaw.json": `{ env: { vars: { " ${VARIABLE} ": "${KEY.configVars}" } } }` },
  },
  {
    name: "reads env.vars in a file that the config includes",
    holds: {},
    reads: "configVars",
    files: {
      ".openclaw/openclaw.json": '{ $include: "./base.json5" }',
      ".openclaw/base.json5": configText(keysIn("configVars")),
    },
  },
  {
    name: "does not read a .env over 1 MiB",
    holds: keysIn("configVars"),
    reads: "configVars",
    files: { ".openclaw/.env": `${dotenvText(OTHER_KEY)}FILLER=${"x".repeat(1024 * 1024)}\n` },
  },
  {
    name: "reads env.vars in a config that it calls invalid",
    holds: {},
    reads: "configVars",
    files: {
      ".openclaw/openclaw.json": `{ unknown: 1, env: { vars: { ${VARIABLE}: "${KEY.configVars}" } } }`,
    },
  },
];

const OWN_STATE = { state: "own", folder: "own", env: { OPENCLAW_STATE_DIR: "~/own" } };
const OWN_CONFIG = { folder: "own", env: { OPENCLAW_CONFIG_PATH: "~/own/openclaw.json" } };

const PLACES: Case[] = [
  {
    name: "does not read gateway.env beside a state folder of one's own",
    holds: keysIn("gatewayDotenv"),
    reads: null,
    ...OWN_STATE,
  },
  {
    name: "reads the .env in a state folder of one's own, and not the usual one",
    holds: keysIn("globalDotenv"),
    reads: "globalDotenv",
    ...OWN_STATE,
    files: { ".openclaw/.env": dotenvText(OTHER_KEY) },
  },
  {
    name: "does not read the usual .env beside a state folder of one's own",
    holds: keysIn("configVars"),
    reads: "configVars",
    ...OWN_STATE,
    files: { ".openclaw/.env": dotenvText(OTHER_KEY) },
  },
  {
    name: "reads gateway.env where the usual state folder is named",
    holds: keysIn("gatewayDotenv"),
    reads: "gatewayDotenv",
    env: { OPENCLAW_STATE_DIR: "~/.openclaw" },
  },
  {
    name: "reads a config elsewhere, and not the usual one",
    holds: keysIn("configVars"),
    reads: "configVars",
    ...OWN_CONFIG,
    files: { ".openclaw/openclaw.json": configText({ configVars: OTHER_KEY }) },
  },
  {
    name: "reads the .env beside a config elsewhere",
    holds: keysIn("globalDotenv", "configVars"),
    reads: "globalDotenv",
    ...OWN_CONFIG,
  },
  {
    name: "reads the .env beside a config elsewhere, not gateway.env",
    holds: keysIn("globalDotenv", "gatewayDotenv"),
    reads: "globalDotenv",
    ...OWN_CONFIG,
  },
  {
    name: "reads gateway.env with a config elsewhere",
    holds: keysIn("gatewayDotenv", "configVars"),
    reads: "gatewayDotenv",
    ...OWN_CONFIG,
  },
  {
    name: "reads the usual .env with a config elsewhere, not env.vars",
    holds: keysIn("configVars"),
    reads: "globalDotenv",
    ...OWN_CONFIG,
    files: { ".openclaw/.env": dotenvText(KEY.globalDotenv) },
  },
  {
    name: "reads the usual .env with a config elsewhere, not the one beside that config",
    holds: { globalDotenv: OTHER_KEY },
    reads: "globalDotenv",
    ...OWN_CONFIG,
    files: { ".openclaw/.env": dotenvText(KEY.globalDotenv) },
  },
  {
    name: "reads the config that OPENCLAW_CONFIG_PATH in the .env leads to",
    holds: keysIn("configVars"),
    reads: "configVars",
    folder: "own",
    files: {
      ".openclaw/.env": "OPENCLAW_CONFIG_PATH=~/own/openclaw.json\n",
      ".openclaw/openclaw.json": configText({ configVars: OTHER_KEY }),
    },
  },
  {
    name: "reads the config that OPENCLAW_STATE_DIR in the .env leads to",
    holds: keysIn("configVars"),
    reads: "configVars",
    state: "own",
    folder: "own",
    files: {
      ".openclaw/.env": "OPENCLAW_STATE_DIR=~/own\n",
      ".openclaw/openclaw.json": configText({ configVars: OTHER_KEY }),
    },
  },
];

/** A home for each case, made from one that has a token: what OpenClaw leaves behind can't reach the next case. */
const test = base.extend("world", async ({ homeWithToken, standin }, { onCleanup }) => {
  const home = await mkdtemp(`${homeWithToken}-`);
  onCleanup(() => rm(home, { recursive: true, maxRetries: 5 }));
  return { home, standin, token: path.join(homeWithToken, ".openclaw") };
});

interface World {
  home: string;
  standin: Standin;
  token: string;
}

// Two at once, one on each of two cores.
const IN_TURN = { concurrent: false };

describe.concurrent("OpenClaw, by the order and with blanks,", () => {
  test.for([...ORDER, ...BLANK])("$name", IN_TURN, (row, { world }) => compare(row, world));
});

describe.concurrent("OpenClaw, by form and place,", () => {
  test.for([...FORMS, ...PLACES])("$name", IN_TURN, (row, { world }) => compare(row, world));

  // A script can't stand in for the shell: OpenClaw starts /bin/sh in place of any that /etc/shells does not list.
  test("asks the login shell, and does not take the key from it", IN_TURN, async ({ world }) => {
    const profile = `export ${VARIABLE}=${OTHER_KEY}\ntouch "$HOME/asked"\n`;
    const files = {
      ".profile": profile,
      ".openclaw/openclaw.json": "{ env: { shellEnv: { enabled: true } } }",
    };
    await compare({ name: "", holds: {}, reads: null, files }, world);
    expect(existsSync(path.join(world.home, "asked"))).toBe(true);
  });
});

/**
 * Without `--json`: with it, and no `.env` in the working folder or the state folder, OpenClaw applies the config
 * before it reads gateway.env. No gateway does that.
 */
async function status(openclaw: OpenClaw): Promise<void> {
  expect(await runOpenClaw(openclaw, ["status", "--usage"])).toMatchObject({ exit: 0 });
}

async function gateway(openclaw: OpenClaw): Promise<void> {
  const running = await startGateway(openclaw);
  try {
    await running.usage();
  } finally {
    await running.close();
  }
}

async function compare(
  row: Case,
  { home, standin, token }: World,
  readUsage: (openclaw: OpenClaw) => Promise<void> = status,
): Promise<void> {
  const { holds, reads, hiddenBy, state = ".openclaw" } = row;
  await cp(token, path.join(home, state), { recursive: true });
  for (const [file, text] of Object.entries(filesOf(row))) {
    await mkdir(path.dirname(path.join(home, file)), { recursive: true, mode: 0o700 });
    await writeFile(path.join(home, file), text, { mode: 0o600 });
  }
  const env = {
    ...row.env,
    ...(typeof holds.process === "string" ? { [VARIABLE]: holds.process } : {}),
  };
  const sources = await sourcesByClawkey(home, env);
  const ours = effectiveSource(sources);
  const isKey = SessionKey.parse(ours?.value).ok;

  await readUsage({ home, standin, env });
  const sent = standin.requests.filter(({ host }) => host === "claude.ai");
  // Only then does it look for the key.
  expect(standin.requests.map((request) => request.path)).toContain("/api/oauth/usage");
  expect({
    byOpenClaw: sent.map(({ sessionKeyFingerprint }) => holderOf(sessionKeyFingerprint)),
    byClawkey: isKey ? [holderOf(keyFingerprint(ours!.value.trim()))] : [],
    source: isKey ? ours!.source : null,
  }).toEqual({ byOpenClaw: reads ? [reads] : [], byClawkey: reads ? [reads] : [], source: reads });

  for (const written of ["configVars", "globalDotenv"] as const) {
    if (sources[written]?.trim() !== KEY[written]) continue;
    expect(hidingSource(sources, written)).toBe(reads === written ? undefined : (hiddenBy ?? reads));
  }
}

/** The order holds for the gateway too, which is slow to start: two rows tell. */
describe("A gateway", () => {
  test.for<Case>([
    {
      name: "reads gateway.env, not env.vars",
      holds: keysIn("gatewayDotenv", "configVars"),
      reads: "gatewayDotenv",
    },
    {
      name: "reads env.vars, not the flat key, which its start takes out of the config",
      holds: keysIn("configFlat", "configVars"),
      reads: "configVars",
    },
  ])("$name", (row, { world }) => compare(row, world, gateway));
});

function sourcesByClawkey(home: string, env: Record<string, string>): Promise<Sources> {
  const all = { HOME: home, ...env };
  const system = { env: all, platform: process.platform, homedir: home, cwd: home, exists: existsSync };
  return readSources(openClawPaths(system), all);
}

function holderOf(fingerprint: string | undefined): string {
  const found = Object.entries(KEY).find(([, key]) => keyFingerprint(key) === fingerprint);
  return found?.[0] ?? "another key";
}

function filesOf({ holds, folder = ".openclaw", files }: Case): Record<string, string> {
  const dotenvs = {
    ".env": holds.workingFolderDotenv,
    [`${folder}/.env`]: holds.globalDotenv,
    ".config/openclaw/gateway.env": holds.gatewayDotenv,
  };
  const written = Object.entries(dotenvs).flatMap(([file, held]) =>
    held === undefined ? [] : [[file, dotenvText(held)] as const],
  );
  return { ...Object.fromEntries(written), [`${folder}/openclaw.json`]: configText(holds), ...files };
}

function dotenvText(held: string | string[]): string {
  const line = (value: string) => `${VARIABLE}=${value === value.trim() ? value : `"${value}"`}\n`;
  return [held].flat().map(line).join("");
}

function configText({ configFlat = [], configVars = [] }: Holds): string {
  const members = (held: string | string[]) =>
    [held].flat().map((value) => `${VARIABLE}: ${JSON.stringify(value)},`);
  const [flat, vars] = [members(configFlat).join(" "), members(configVars).join(" ")];
  return `{ gateway: { mode: "local" }, env: { ${flat} vars: { ${vars} } } }\n`;
}

function keysIn(...names: SourceName[]): Holds {
  return Object.fromEntries(names.map((name) => [name, KEY[name]]));
}
