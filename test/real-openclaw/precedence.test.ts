/**
 * Where OpenClaw takes the key from, and whether Clawkey says the same. The stand-in for claude.ai sees whose key
 * comes; it knows none of them, so that OpenClaw finds no windows either way.
 */
import { existsSync } from "node:fs";
import { cp, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect } from "vitest";
import { openClawPaths, variablesIn } from "../../src/openclaw/files/paths.ts";
import { readSources } from "../../src/openclaw/files/sources.ts";
import {
  effectiveSource,
  hidingSource,
  SESSION_KEY_VARIABLE as VARIABLE,
  type Source,
} from "../../src/core/config/precedence.ts";
import type { SourceName as AnySource } from "../../src/core/messages/messages.ts";
import { SessionKey } from "../../src/core/claude/session-key.ts";
import { randomSessionKey } from "../helpers/standin/account.ts";
import { keyFingerprint } from "../helpers/standin/recorded-request.ts";
import { test, type World } from "./fixture.ts";
import { startGateway } from "./gateway.ts";
import { runOpenClaw, type OpenClaw } from "./openclaw.ts";

/** What an installed service was given is read by no command line. */
type SourceName = Exclude<AnySource, "serviceEnvironment">;

/** Several values may stand one after the other in the same file. */
type Holds = { process?: string } & Partial<Record<Exclude<SourceName, "process">, string | string[]>>;

interface Setting {
  /** What keeps OpenClaw from a key without holding one itself. */
  hiddenBy?: SourceName;
  env?: Record<string, string>;
  /** Where the state is, the token in it. */
  state?: string;
  /** Where the config is, and the `.env` beside it. */
  folder?: string;
  /** Files as they are, in place of those that follow from what is held, or beside them. */
  files?: Record<string, string>;
}

/**
 * The sentence goes on from "OpenClaw". Then what is held where, and whose key OpenClaw sends to claude.ai: null where
 * it sends none.
 */
type Case = [sentence: string, holds: Holds, reads: SourceName | null, setting?: Setting];

/** Each with a key of its own, which tells where it came from. */
const NAMES: Record<SourceName, string> = {
  process: "the process",
  workingFolderDotenv: "the working folder's .env",
  globalDotenv: "the global .env",
  configFolderDotenv: "the .env beside a config elsewhere",
  gatewayDotenv: "gateway.env",
  configFlat: "a flat key in the config",
  configVars: "env.vars",
};
const ALL = Object.keys(NAMES) as SourceName[];
const KEY = Object.fromEntries(ALL.map((name) => [name, randomSessionKey()])) as Record<SourceName, string>;
const OTHER_KEY = randomSessionKey();

const keysIn = (...names: SourceName[]): Holds => Object.fromEntries(names.map((name) => [name, KEY[name]]));

const before = (higher: SourceName, lower: SourceName, setting: Setting = {}): Case => [
  `reads ${NAMES[higher]} before ${NAMES[lower]}${setting.folder ? ", with a config elsewhere" : ""}`,
  keysIn(higher, lower),
  higher,
  setting,
];

const ORDER: Case[] = [
  ["reads nothing where there is nothing", {}, null],
  ["reads the process before all the others", KEY, "process"],
  before("process", "workingFolderDotenv"),
  before("workingFolderDotenv", "globalDotenv"),
  before("globalDotenv", "gatewayDotenv"),
  before("gatewayDotenv", "configVars"),
];

const BLANK: Case[] = [
  [
    "lets an empty process variable hide every .env",
    { ...keysIn("workingFolderDotenv", "globalDotenv", "gatewayDotenv"), process: "" },
    null,
    { hiddenBy: "process" },
  ],
  [
    "lets white space in the process hide the global .env",
    { ...keysIn("globalDotenv"), process: " \t" },
    null,
    { hiddenBy: "process" },
  ],
  ["reads env.vars below an empty process variable", { ...keysIn("configVars"), process: "" }, "configVars"],
  [
    "lets an empty value in the working folder's .env hide the .env files below",
    { ...keysIn("globalDotenv", "gatewayDotenv"), workingFolderDotenv: "" },
    null,
    { hiddenBy: "workingFolderDotenv" },
  ],
  [
    "lets an empty value in the global .env hide gateway.env",
    { ...keysIn("gatewayDotenv"), globalDotenv: "" },
    null,
  ],
  [
    "reads env.vars below an empty value in gateway.env",
    { ...keysIn("configVars"), gatewayDotenv: "" },
    "configVars",
  ],
  [
    "reads env.vars below blanks everywhere",
    { ...keysIn("configVars"), process: " ", workingFolderDotenv: "", globalDotenv: "  ", gatewayDotenv: "" },
    "configVars",
  ],
  ["passes over white space in env.vars", { configVars: "  " }, null],
  [
    "lets a text that is no key hide one",
    { ...keysIn("configVars"), process: "no-key" },
    null,
    { hiddenBy: "process" },
  ],
];

const FORM: Case[] = [
  [
    "takes the white space off a key in the global .env",
    { globalDotenv: ` ${KEY.globalDotenv}  ` },
    "globalDotenv",
  ],
  ["takes the white space off a key in env.vars", { configVars: `  ${KEY.configVars}\n` }, "configVars"],
  ["reads the last of two keys in a .env", { globalDotenv: [OTHER_KEY, KEY.globalDotenv] }, "globalDotenv"],
  ["reads nothing where the last of two values in a .env is empty", { globalDotenv: [OTHER_KEY, ""] }, null],
  ["reads the last of two keys in env.vars", { configVars: [OTHER_KEY, KEY.configVars] }, "configVars"],
  ["reads nothing where the last of two values in env.vars is empty", { configVars: [OTHER_KEY, ""] }, null],
  [
    "passes over a reference in env.vars, even to a variable with a key",
    { configVars: "${OTHER_NAME}" },
    null,
    { env: { OTHER_NAME: OTHER_KEY } },
  ],
  [
    "reads env.vars with white space around the variable's name",
    {},
    "configVars",
    { files: { ".openclaw/openclaw.json": `{ env: { vars: { " ${VARIABLE} ": "${KEY.configVars}" } } }` } },
  ],
  [
    "passes over a .env above 1 MiB",
    keysIn("configVars"),
    "configVars",
    { files: { ".openclaw/.env": `${dotenvText(OTHER_KEY)}FILLER=${"x".repeat(1024 * 1024)}\n` } },
  ],
];

const OWN_STATE = { state: "own", folder: "own", env: { OPENCLAW_STATE_DIR: "~/own" } };
const OWN_CONFIG = { folder: "own", env: { OPENCLAW_CONFIG_PATH: "~/own/openclaw.json" } };
const OTHER_DOTENV = { ".openclaw/.env": dotenvText(OTHER_KEY) };
const OTHER_CONFIG = { ".openclaw/openclaw.json": configText({ configVars: OTHER_KEY }) };

const PLACE: Case[] = [
  ["does not read gateway.env beside a state folder of one's own", keysIn("gatewayDotenv"), null, OWN_STATE],
  [
    "reads the .env in a state folder of one's own, not the usual one",
    keysIn("globalDotenv"),
    "globalDotenv",
    { ...OWN_STATE, files: OTHER_DOTENV },
  ],
  [
    "does not read the usual .env beside a state folder of one's own",
    keysIn("configVars"),
    "configVars",
    { ...OWN_STATE, files: OTHER_DOTENV },
  ],
  [
    "reads gateway.env where the state folder named is the usual one",
    keysIn("gatewayDotenv"),
    "gatewayDotenv",
    { env: { OPENCLAW_STATE_DIR: "~/.openclaw" } },
  ],
  [
    "reads a config elsewhere, not the usual one",
    keysIn("configVars"),
    "configVars",
    { ...OWN_CONFIG, files: OTHER_CONFIG },
  ],
  before("configFolderDotenv", "configVars", OWN_CONFIG),
  before("configFolderDotenv", "gatewayDotenv", OWN_CONFIG),
  before("globalDotenv", "configFolderDotenv", OWN_CONFIG),
  [
    "reads the config that OPENCLAW_CONFIG_PATH in the global .env names",
    keysIn("configVars"),
    "configVars",
    {
      folder: "own",
      files: { ...OTHER_CONFIG, ".openclaw/.env": "OPENCLAW_CONFIG_PATH=~/own/openclaw.json\n" },
    },
  ],
  [
    "reads the config in the folder that OPENCLAW_STATE_DIR in the global .env names",
    keysIn("configVars"),
    "configVars",
    {
      state: "own",
      folder: "own",
      files: { ...OTHER_CONFIG, ".openclaw/.env": "OPENCLAW_STATE_DIR=~/own\n" },
    },
  ],
];

/**
 * What only a gateway shows. Its schema refuses a key directly under `env`, and `openclaw status` then reads nothing
 * of the config; a gateway that starts moves the key under `env.vars`, unless one stands there.
 */
const GATEWAY: Case[] = [
  before("gatewayDotenv", "configVars"),
  ["reads a flat key in the config alone", keysIn("configFlat"), "configFlat"],
  before("configVars", "configFlat"),
];

/** Of the two groups one case each runs at a time: a core for each. */
const ONE_BY_ONE = { concurrent: false };

describe.concurrent("By order and blanks, OpenClaw", () => {
  test.for([...ORDER, ...BLANK])("%s", ONE_BY_ONE, (row, { world }) => compare(row, world, status));

  // No script in SHELL can take its place: OpenClaw starts /bin/sh instead of what /etc/shells does not list.
  test("asks the login shell in a gateway, and takes no key from it", ONE_BY_ONE, async ({ world }) => {
    const files = {
      ".openclaw/openclaw.json": '{ gateway: { mode: "local" }, env: { shellEnv: { enabled: true } } }',
      ".profile": `export ${VARIABLE}=${OTHER_KEY}\ntouch "$HOME/asked"\n`,
    };
    await compare(["", {}, null, { files }], world, gateway);
    expect(existsSync(path.join(world.home, "asked"))).toBe(true);
  });
});

describe.concurrent("By form and place, OpenClaw", () => {
  test.for([...FORM, ...PLACE])("%s", ONE_BY_ONE, (row, { world }) => compare(row, world, status));

  test.for(GATEWAY)("%s in a gateway", ONE_BY_ONE, (row, { world }) => compare(row, world, gateway));
});

async function compare(
  [, holds, reads, setting = {}]: Case,
  { home, standin, template }: World,
  readUsage: (openclaw: OpenClaw) => Promise<unknown>,
): Promise<void> {
  await cp(template, path.join(home, setting.state ?? ".openclaw"), { recursive: true });
  await writeFiles(home, holds, setting);
  const env = { ...setting.env, ...(holds.process === undefined ? {} : { [VARIABLE]: holds.process }) };
  // Before OpenClaw, which may repair its config.
  const sources = await sourcesByClawkey(home, env);
  const ours = effectiveSource(sources);
  const parsed = SessionKey.parse(ours?.value);

  await readUsage({ home, standin, env });
  // Whoever did not come this far had no use for a key.
  expect(standin.requests.map((request) => request.path)).toContain("/api/oauth/usage");
  const sent = standin.requests.filter(({ host }) => host === "claude.ai");
  const read = reads === null ? [] : [reads];
  expect({
    openclaw: sent.map(({ sessionKeyFingerprint }) => holderOf(sessionKeyFingerprint)),
    clawkey: parsed.ok ? [holderOf(keyFingerprint(parsed.key.reveal()))] : [],
    clawkeyNames: parsed.ok ? [ours?.source] : [],
  }).toEqual({ openclaw: read, clawkey: read, clawkeyNames: read });

  for (const written of ["configVars", "globalDotenv"] as const) {
    if (sources.find(({ source }) => source === written)?.value !== KEY[written]) continue;
    const hidden = reads === written ? undefined : (setting.hiddenBy ?? reads);
    expect(hidingSource(sources, written)?.source).toBe(hidden);
  }
}

/**
 * Not with `--json`: where neither the working folder nor the state folder has a `.env`, that applies the config
 * before gateway.env, as no gateway does.
 */
function status(openclaw: OpenClaw): Promise<unknown> {
  return runOpenClaw(openclaw, ["status", "--usage"]);
}

async function gateway(openclaw: OpenClaw): Promise<void> {
  const started = await startGateway(openclaw);
  try {
    await started.usage();
  } finally {
    await started.close();
  }
}

function sourcesByClawkey(home: string, env: Record<string, string>): Promise<Source[]> {
  const shell = { HOME: home, ...env };
  const system = {
    env: shell,
    platform: process.platform,
    homedir: home,
    cwd: home,
    exists: existsSync,
    variablesIn,
  };
  return readSources({ paths: openClawPaths(system), env: shell, shell });
}

const holderOf = (fingerprint: string | undefined): string =>
  ALL.find((name) => keyFingerprint(KEY[name]) === fingerprint) ?? "another key";

async function writeFiles(
  home: string,
  holds: Holds,
  { state = ".openclaw", folder = state, files }: Setting,
): Promise<void> {
  const dotenvs = {
    ".env": holds.workingFolderDotenv,
    [`${state}/.env`]: holds.globalDotenv,
    [`${folder}/.env`]: holds.configFolderDotenv ?? (folder === state ? holds.globalDotenv : undefined),
    ".config/openclaw/gateway.env": holds.gatewayDotenv,
  };
  const texts = { [`${folder}/openclaw.json`]: configText(holds), ...files };
  for (const [file, held] of Object.entries(dotenvs))
    if (held !== undefined) texts[file] ??= dotenvText(held);
  for (const [file, text] of Object.entries(texts)) {
    await mkdir(path.join(home, path.dirname(file)), { recursive: true, mode: 0o700 });
    await writeFile(path.join(home, file), text, { mode: 0o600 });
  }
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
