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
import type { SourceName } from "../../src/core/messages/messages.ts";
import { SessionKey } from "../../src/core/claude/session-key.ts";
import { randomSessionKey } from "../helpers/standin/account.ts";
import { keyFingerprint } from "../helpers/standin/recorded-request.ts";
import { test, type World } from "./fixture.ts";
import { startGateway } from "./gateway.ts";
import { runOpenClaw, type OpenClaw } from "./openclaw.ts";

type FileSource = Exclude<SourceName, "process">;

/** Several values stand one after the other in the same file. */
type Holds = { process?: string } & Partial<Record<FileSource, string | string[]>>;

interface Case {
  holds: Holds;
  /** Whose key OpenClaw sends to claude.ai; null where it sends none. */
  reads: SourceName | null;
  /** What keeps OpenClaw from a key without holding one itself. */
  hiddenBy?: SourceName;
  env?: Record<string, string>;
  /** Where the state is, the token in it. */
  state?: string;
  /** Where the config is, and the `.env` beside it. */
  folder?: string;
  /** Files as they are, in place of those that `holds` makes or beside them. */
  files?: Record<string, string>;
}

/** Each sentence goes on from "OpenClaw". */
type Table = Record<string, Case>;

/** A key for each source: it tells where it came from. */
const KEY: Record<SourceName, string> = {
  process: randomSessionKey(),
  workingFolderDotenv: randomSessionKey(),
  globalDotenv: randomSessionKey(),
  configFolderDotenv: randomSessionKey(),
  gatewayDotenv: randomSessionKey(),
  configFlat: randomSessionKey(),
  configVars: randomSessionKey(),
};
const OTHER_KEY = randomSessionKey();

const ORDER: Table = {
  "reads nothing where there is nothing": { holds: {}, reads: null },
  "reads the process alone": { holds: keysIn("process"), reads: "process" },
  "reads the working folder's .env alone": {
    holds: keysIn("workingFolderDotenv"),
    reads: "workingFolderDotenv",
  },
  "reads the global .env alone": { holds: keysIn("globalDotenv"), reads: "globalDotenv" },
  "reads gateway.env alone": { holds: keysIn("gatewayDotenv"), reads: "gatewayDotenv" },
  "reads env.vars alone": { holds: keysIn("configVars"), reads: "configVars" },
  "reads the process before all the others": { holds: KEY, reads: "process" },
  "reads the process before the working folder's .env": {
    holds: keysIn("process", "workingFolderDotenv"),
    reads: "process",
  },
  "reads the process before the global .env": {
    holds: keysIn("process", "globalDotenv"),
    reads: "process",
  },
  "reads the process before env.vars": { holds: keysIn("process", "configVars"), reads: "process" },
  "reads the working folder's .env before the global one": {
    holds: keysIn("workingFolderDotenv", "globalDotenv"),
    reads: "workingFolderDotenv",
  },
  "reads the working folder's .env before env.vars": {
    holds: keysIn("workingFolderDotenv", "configVars"),
    reads: "workingFolderDotenv",
  },
  "reads the global .env before gateway.env": {
    holds: keysIn("globalDotenv", "gatewayDotenv"),
    reads: "globalDotenv",
  },
  "reads the global .env before env.vars": {
    holds: keysIn("globalDotenv", "configVars"),
    reads: "globalDotenv",
  },
  "reads gateway.env before a flat key in the config": {
    holds: keysIn("gatewayDotenv", "configFlat"),
    reads: "gatewayDotenv",
  },
  "reads gateway.env before env.vars": {
    holds: keysIn("gatewayDotenv", "configVars"),
    reads: "gatewayDotenv",
  },
};

const BLANK: Table = {
  "lets an empty process variable hide every .env": {
    holds: { ...keysIn("workingFolderDotenv", "globalDotenv", "gatewayDotenv"), process: "" },
    reads: null,
    hiddenBy: "process",
  },
  "lets white space in the process hide the global .env": {
    holds: { ...keysIn("globalDotenv"), process: " \t" },
    reads: null,
    hiddenBy: "process",
  },
  "reads env.vars below an empty process variable": {
    holds: { ...keysIn("configVars"), process: "" },
    reads: "configVars",
  },
  "lets an empty value in the working folder's .env hide the .env files below": {
    holds: { ...keysIn("globalDotenv", "gatewayDotenv"), workingFolderDotenv: "" },
    reads: null,
    hiddenBy: "workingFolderDotenv",
  },
  "lets white space in the working folder's .env hide the global one": {
    holds: { ...keysIn("globalDotenv"), workingFolderDotenv: "  " },
    reads: null,
    hiddenBy: "workingFolderDotenv",
  },
  "lets an empty value in the global .env hide gateway.env": {
    holds: { ...keysIn("gatewayDotenv"), globalDotenv: "" },
    reads: null,
  },
  "lets white space in the global .env hide gateway.env": {
    holds: { ...keysIn("gatewayDotenv"), globalDotenv: "  " },
    reads: null,
  },
  "reads env.vars below an empty value in gateway.env": {
    holds: { ...keysIn("configVars"), gatewayDotenv: "" },
    reads: "configVars",
  },
  "reads env.vars below white space in gateway.env": {
    holds: { ...keysIn("configVars"), gatewayDotenv: "  " },
    reads: "configVars",
  },
  "reads env.vars below blanks everywhere": {
    holds: {
      ...keysIn("configVars"),
      process: " ",
      workingFolderDotenv: "",
      globalDotenv: "  ",
      gatewayDotenv: "",
    },
    reads: "configVars",
  },
  "passes over an empty value in env.vars": { holds: { configVars: "" }, reads: null },
  "passes over white space in env.vars": { holds: { configVars: "  " }, reads: null },
  "lets a text that is no key hide one": {
    holds: { ...keysIn("configVars"), process: "no-key" },
    reads: null,
    hiddenBy: "process",
  },
};

const FORM: Table = {
  "takes the white space off a key in the process": {
    holds: { process: ` ${KEY.process}\n` },
    reads: "process",
  },
  "takes the white space off a key in the global .env": {
    holds: { globalDotenv: ` ${KEY.globalDotenv}  ` },
    reads: "globalDotenv",
  },
  "takes the white space off a key in gateway.env": {
    holds: { gatewayDotenv: `\t${KEY.gatewayDotenv} ` },
    reads: "gatewayDotenv",
  },
  "takes the white space off a key in env.vars": {
    holds: { configVars: `  ${KEY.configVars}\n` },
    reads: "configVars",
  },
  "reads the last of two keys in a .env": {
    holds: { globalDotenv: [OTHER_KEY, KEY.globalDotenv] },
    reads: "globalDotenv",
  },
  "reads nothing where the last of two values in a .env is empty": {
    holds: { globalDotenv: [OTHER_KEY, ""] },
    reads: null,
  },
  "reads the last of two keys in env.vars": {
    holds: { configVars: [OTHER_KEY, KEY.configVars] },
    reads: "configVars",
  },
  "reads nothing where the last of two values in env.vars is empty": {
    holds: { configVars: [OTHER_KEY, ""] },
    reads: null,
  },
  "passes over a reference in env.vars, even to a variable with a key": {
    holds: { configVars: "${OTHER_NAME}" },
    reads: null,
    env: { OTHER_NAME: OTHER_KEY },
  },
  "reads env.vars with white space around the variable's name": {
    holds: {},
    reads: "configVars",
    files: { ".openclaw/openclaw.json": `{ env: { vars: { " ${VARIABLE} ": "${KEY.configVars}" } } }` },
  },
  "passes over a .env above 1 MiB": {
    holds: keysIn("configVars"),
    reads: "configVars",
    files: { ".openclaw/.env": `${dotenvText(OTHER_KEY)}FILLER=${"x".repeat(1024 * 1024)}\n` },
  },
};

const OWN_STATE = { state: "own", folder: "own", env: { OPENCLAW_STATE_DIR: "~/own" } };
const OWN_CONFIG = { folder: "own", env: { OPENCLAW_CONFIG_PATH: "~/own/openclaw.json" } };

const PLACE: Table = {
  "does not read gateway.env beside a state folder of one's own": {
    ...OWN_STATE,
    holds: keysIn("gatewayDotenv"),
    reads: null,
  },
  "reads the .env in a state folder of one's own, not the usual one": {
    ...OWN_STATE,
    holds: keysIn("globalDotenv"),
    reads: "globalDotenv",
    files: { ".openclaw/.env": dotenvText(OTHER_KEY) },
  },
  "does not read the usual .env beside a state folder of one's own": {
    ...OWN_STATE,
    holds: keysIn("configVars"),
    reads: "configVars",
    files: { ".openclaw/.env": dotenvText(OTHER_KEY) },
  },
  "reads gateway.env where the state folder named is the usual one": {
    holds: keysIn("gatewayDotenv"),
    reads: "gatewayDotenv",
    env: { OPENCLAW_STATE_DIR: "~/.openclaw" },
  },
  "reads a config elsewhere, not the usual one": {
    ...OWN_CONFIG,
    holds: keysIn("configVars"),
    reads: "configVars",
    files: { ".openclaw/openclaw.json": configText({ configVars: OTHER_KEY }) },
  },
  "reads the .env beside a config elsewhere before that config": {
    ...OWN_CONFIG,
    holds: keysIn("configFolderDotenv", "configVars"),
    reads: "configFolderDotenv",
  },
  "reads the .env beside a config elsewhere before gateway.env": {
    ...OWN_CONFIG,
    holds: keysIn("configFolderDotenv", "gatewayDotenv"),
    reads: "configFolderDotenv",
  },
  "reads gateway.env before a config elsewhere": {
    ...OWN_CONFIG,
    holds: keysIn("gatewayDotenv", "configVars"),
    reads: "gatewayDotenv",
  },
  "reads the usual .env before a config elsewhere": {
    ...OWN_CONFIG,
    holds: keysIn("globalDotenv", "configVars"),
    reads: "globalDotenv",
  },
  "reads the usual .env before the one beside a config elsewhere": {
    ...OWN_CONFIG,
    holds: keysIn("globalDotenv", "configFolderDotenv"),
    reads: "globalDotenv",
  },
  "reads the config that OPENCLAW_CONFIG_PATH in the global .env names": {
    holds: keysIn("configVars"),
    reads: "configVars",
    folder: "own",
    files: {
      ".openclaw/.env": "OPENCLAW_CONFIG_PATH=~/own/openclaw.json\n",
      ".openclaw/openclaw.json": configText({ configVars: OTHER_KEY }),
    },
  },
  "reads the config in the folder that OPENCLAW_STATE_DIR in the global .env names": {
    holds: keysIn("configVars"),
    reads: "configVars",
    state: "own",
    folder: "own",
    files: {
      ".openclaw/.env": "OPENCLAW_STATE_DIR=~/own\n",
      ".openclaw/openclaw.json": configText({ configVars: OTHER_KEY }),
    },
  },
};

/**
 * What only a gateway shows. Its schema refuses a key directly under `env`, and `openclaw status` then reads nothing
 * of the config; a gateway that starts moves the key under `env.vars`, unless one stands there.
 */
const GATEWAY: Table = {
  "reads gateway.env before env.vars": {
    holds: keysIn("gatewayDotenv", "configVars"),
    reads: "gatewayDotenv",
  },
  "reads a flat key in the config alone": { holds: keysIn("configFlat"), reads: "configFlat" },
  "reads env.vars before a flat key in the config": {
    holds: keysIn("configFlat", "configVars"),
    reads: "configVars",
  },
};

/** Of the two groups one case each runs at a time: a core for each. */
const ONE_BY_ONE = { concurrent: false };

describe.concurrent("By order and blanks, OpenClaw", () => {
  test.for(Object.entries({ ...ORDER, ...BLANK }))("%s", ONE_BY_ONE, ([, row], { world }) =>
    compare(row, world, status),
  );

  // No script in SHELL can take its place: OpenClaw starts /bin/sh instead of what /etc/shells does not list.
  test("asks the login shell in a gateway, and takes no key from it", ONE_BY_ONE, async ({ world }) => {
    const files = {
      ".openclaw/openclaw.json": '{ gateway: { mode: "local" }, env: { shellEnv: { enabled: true } } }',
      ".profile": `export ${VARIABLE}=${OTHER_KEY}\ntouch "$HOME/asked"\n`,
    };
    await compare({ holds: {}, reads: null, files }, world, gateway);
    expect(existsSync(path.join(world.home, "asked"))).toBe(true);
  });
});

describe.concurrent("By form and place, OpenClaw", () => {
  test.for(Object.entries({ ...FORM, ...PLACE }))("%s", ONE_BY_ONE, ([, row], { world }) =>
    compare(row, world, status),
  );

  test.for(Object.entries(GATEWAY))("%s in a gateway", ONE_BY_ONE, ([, row], { world }) =>
    compare(row, world, gateway),
  );
});

async function compare(
  row: Case,
  { home, standin, template }: World,
  readUsage: (openclaw: OpenClaw) => Promise<unknown>,
): Promise<void> {
  const { holds, reads, hiddenBy, state = ".openclaw" } = row;
  await cp(template, path.join(home, state), { recursive: true });
  await writeFiles(home, row);
  const env = { ...row.env, ...(holds.process === undefined ? {} : { [VARIABLE]: holds.process }) };
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
    expect(hidingSource(sources, written)?.source).toBe(reads === written ? undefined : (hiddenBy ?? reads));
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

function holderOf(fingerprint: string | undefined): string {
  const holder = Object.entries(KEY).find(([, key]) => keyFingerprint(key) === fingerprint);
  return holder?.[0] ?? "another key";
}

async function writeFiles(
  home: string,
  { holds, state = ".openclaw", folder = state, files }: Case,
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

function keysIn(...names: SourceName[]): Holds {
  return Object.fromEntries(names.map((name) => [name, KEY[name]]));
}
