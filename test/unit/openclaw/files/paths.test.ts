/** OpenClaw 2026.9.6's own rules, case by case. */
import { describe, expect, it } from "vitest";
import {
  isConfigReadOnly,
  openClawPaths,
  type Environment,
  type OpenClawPaths,
  type System,
} from "../../../../src/openclaw/files/paths.ts";

const USUAL = "/home/you/.openclaw";
const LEGACY = "/home/you/.clawdbot";
const WORK = "/home/you/.openclaw-work";
const GATEWAY = "/home/you/.config/openclaw/gateway.env";
const [NEW, OLD] = ["openclaw.json", "clawdbot.json"];
const EVE = "/home/eve";

/** A machine with these files and folders on it. */
const linux = (env: Environment = {}, existing: readonly string[] = []): System => ({
  env: { HOME: "/home/you", ...env },
  platform: "linux",
  homedir: "/home/of-the-system",
  cwd: "/cwd",
  exists: (file) => existing.includes(file),
  variablesIn: () => ({}),
});

const windows = (env: Environment = {}): System => ({
  ...linux(),
  env: { USERPROFILE: "C:\\Users\\you", ...env },
  platform: "win32",
  homedir: "C:\\Users\\of-the-system",
  cwd: "D:\\work",
});

/** A config and a `.env` in one folder. */
const at = (folder: string) => ({ config: `${folder}/${NEW}`, dotenv: `${folder}/.env` });

type Row = [what: string, env: Environment, expected: Partial<OpenClawPaths>, existing?: string[]];

it.each<[string, System, Partial<OpenClawPaths>]>([
  [
    "below HOME on Linux",
    linux(),
    { ...at(USUAL), gatewayDotenv: GATEWAY, workingFolderDotenv: "/cwd/.env" },
  ],
  [
    "below HOME on macOS",
    { ...linux({ HOME: "/Users/you" }), platform: "darwin" },
    { ...at("/Users/you/.openclaw"), gatewayDotenv: "/Users/you/.config/openclaw/gateway.env" },
  ],
  [
    "below USERPROFILE on Windows",
    windows(),
    {
      config: "C:\\Users\\you\\.openclaw\\openclaw.json",
      dotenv: "C:\\Users\\you\\.openclaw\\.env",
      gatewayDotenv: "C:\\Users\\you\\.config\\openclaw\\gateway.env",
      workingFolderDotenv: "D:\\work\\.env",
    },
  ],
])("Where nothing is set, OpenClaw's files are %s", (_, system, expected) => {
  expect(openClawPaths(system)).toMatchObject(expected);
});

it.each<[string, Environment, home: string]>([
  ["HOME", { USERPROFILE: EVE }, "/home/you"],
  ["USERPROFILE without HOME", { HOME: undefined, USERPROFILE: EVE }, EVE],
  ["the system's without either", { HOME: undefined }, "/home/of-the-system"],
  ["not a blank HOME", { HOME: "  " }, "/home/of-the-system"],
  ["not the word undefined", { HOME: "undefined", USERPROFILE: EVE }, EVE],
  ["not the word null", { HOME: "null", USERPROFILE: "undefined" }, "/home/of-the-system"],
  ["OPENCLAW_HOME before all", { OPENCLAW_HOME: "/srv/claw" }, "/srv/claw"],
  ["OPENCLAW_HOME below HOME", { OPENCLAW_HOME: "~/claw" }, "/home/you/claw"],
  ["HOME where OPENCLAW_HOME is ~", { OPENCLAW_HOME: " ~ " }, "/home/you"],
  ["not another user's ~", { OPENCLAW_HOME: "~eve/claw" }, "/cwd/~eve/claw"],
  ["OPENCLAW_HOME below the working folder", { OPENCLAW_HOME: "claw" }, "/cwd/claw"],
  ["not the word undefined in OPENCLAW_HOME", { OPENCLAW_HOME: "undefined" }, "/home/you"],
])("The home folder is %s", (_, env, home) => {
  expect(openClawPaths(linux(env)).config).toBe(`${home}/.openclaw/${NEW}`);
});

it.each(["~\\claw", "~/claw"])(
  "On Windows the home folder is written with either slash: %s",
  (OPENCLAW_HOME) => {
    const { config } = openClawPaths(windows({ OPENCLAW_HOME }));
    expect(config).toBe("C:\\Users\\you\\claw\\.openclaw\\openclaw.json");
  },
);

const STATE = { OPENCLAW_STATE_DIR: "/srv/state" };

it.each<Row>([
  [
    "moves config and .env, and switches gateway.env off",
    STATE,
    { ...at("/srv/state"), gatewayDotenv: null },
  ],
  [
    "counts from the home folder with ~, which OPENCLAW_HOME moves",
    { OPENCLAW_HOME: "/srv/claw", OPENCLAW_STATE_DIR: " ~/state " },
    at("/srv/claw/state"),
  ],
  ["counts from the working folder without", { OPENCLAW_STATE_DIR: "./state" }, at("/cwd/state")],
  [
    "leaves gateway.env on where it names the usual folder",
    { OPENCLAW_STATE_DIR: "~/.openclaw" },
    { ...at(USUAL), gatewayDotenv: GATEWAY },
  ],
  ["is final, though a config stands in the usual folder", STATE, at("/srv/state"), [`${USUAL}/${NEW}`]],
  ["leads to a legacy config in it", STATE, { config: `/srv/state/${OLD}` }, [`/srv/state/${OLD}`]],
  ["means nothing while blank", { OPENCLAW_STATE_DIR: " " }, at(USUAL)],
])("OPENCLAW_STATE_DIR %s", (_, env, expected, existing) => {
  expect(openClawPaths(linux(env, existing))).toMatchObject(expected);
});

const CONFIG = { OPENCLAW_CONFIG_PATH: "/srv/etc/claw.json5" };
const CONFIG_THERE = { config: "/srv/etc/claw.json5", configFolderDotenv: "/srv/etc/.env" };

it.each<Row>([
  [
    "names the config; the usual .env is read before the one beside it, and gateway.env stays on",
    CONFIG,
    { ...CONFIG_THERE, dotenv: `${USUAL}/.env`, gatewayDotenv: GATEWAY },
  ],
  [
    "leaves the .env in a state folder of the user's own",
    { ...CONFIG, ...STATE },
    { ...CONFIG_THERE, dotenv: "/srv/state/.env", gatewayDotenv: null },
  ],
  [
    "counts from the home folder with ~",
    { OPENCLAW_CONFIG_PATH: "~/claw.json5" },
    { config: "/home/you/claw.json5", configFolderDotenv: "/home/you/.env" },
  ],
  [
    "counts from the working folder without",
    { OPENCLAW_CONFIG_PATH: "../claw.json5" },
    { config: "/claw.json5", configFolderDotenv: "/.env" },
  ],
  ["wins over a config that stands in the usual folder", CONFIG, CONFIG_THERE, [`${USUAL}/${NEW}`]],
])("OPENCLAW_CONFIG_PATH %s", (_, env, expected, existing) => {
  expect(openClawPaths(linux(env, existing))).toMatchObject(expected);
});

it.each<[string, variables: Record<string, string>, env: Environment, Partial<OpenClawPaths>]>([
  [
    "may name the config",
    { OPENCLAW_CONFIG_PATH: "~/own/claw.json" },
    {},
    { config: "/home/you/own/claw.json", dotenv: `${USUAL}/.env` },
  ],
  [
    "may name the folder of the config, and is the global one still",
    STATE,
    {},
    { config: `/srv/state/${NEW}`, dotenv: `${USUAL}/.env`, gatewayDotenv: GATEWAY },
  ],
  [
    "has no say where the environment has one",
    { OPENCLAW_CONFIG_PATH: "/srv/no.json" },
    { OPENCLAW_CONFIG_PATH: "/srv/yes.json" },
    { config: "/srv/yes.json" },
  ],
  ["means nothing while blank", { OPENCLAW_CONFIG_PATH: " " }, {}, at(USUAL)],
])("The global .env %s", (_, variables, env, expected) => {
  const variablesIn = (file: string) => (file === `${USUAL}/.env` ? variables : {});
  expect(openClawPaths({ ...linux(env), variablesIn })).toMatchObject(expected);
});

it.each<[string, existing: string[], config: string]>([
  ["the folder is used where it stands alone", [LEGACY], `${LEGACY}/${NEW}`],
  ["the folder is not used beside the new one", [LEGACY, USUAL], `${USUAL}/${NEW}`],
  ["a config is used where the new folder has none", [LEGACY, USUAL, `${LEGACY}/${OLD}`], `${LEGACY}/${OLD}`],
  ["a config's name is used in the new folder", [USUAL, `${USUAL}/${OLD}`], `${USUAL}/${OLD}`],
  ["a config comes after the new name", [LEGACY, `${LEGACY}/${OLD}`, `${LEGACY}/${NEW}`], `${LEGACY}/${NEW}`],
  ["a folder comes last", [LEGACY, `${LEGACY}/${NEW}`, USUAL, `${USUAL}/${OLD}`], `${USUAL}/${OLD}`],
])("From OpenClaw's other name %s, and the .env is never looked for there", (_, existing, config) => {
  expect(openClawPaths(linux({}, existing))).toMatchObject({ config, dotenv: `${USUAL}/.env` });
});

describe("The profile", () => {
  it.each<Row>([
    [
      "has a folder of its own, without gateway.env",
      {},
      { ...at(WORK), gatewayDotenv: null },
      [`${USUAL}/${NEW}`],
    ],
    ["stays below OPENCLAW_HOME", { OPENCLAW_HOME: "/srv/claw" }, at("/srv/claw/.openclaw-work")],
    ["gives way to a state folder of the user's own", STATE, at("/srv/state")],
    ["gives way to a config of the user's own, and keeps its .env", CONFIG, { ...at(WORK), ...CONFIG_THERE }],
    [
      "replaces the state folder of the default profile, which a parent process may have handed down",
      { OPENCLAW_STATE_DIR: USUAL },
      at(WORK),
    ],
    ["replaces the default profile's config likewise", { OPENCLAW_CONFIG_PATH: `${USUAL}/${NEW}` }, at(WORK)],
    [
      "replaces the state folder of the profile that OPENCLAW_PROFILE names",
      { OPENCLAW_PROFILE: "home", OPENCLAW_STATE_DIR: "~/.openclaw-home" },
      at(WORK),
    ],
    ["uses no legacy config", {}, at(WORK), [WORK, `${WORK}/${OLD}`]],
  ])("work %s", (_, env, expected, existing) => {
    expect(openClawPaths(linux(env, existing), "work")).toMatchObject(expected);
  });

  it.each<[string, profile: string | undefined, env: Environment, folder: string]>([
    ["dev is the one of --dev", "dev", {}, "/home/you/.openclaw-dev"],
    ["default is none", "default", {}, USUAL],
    ["Default is none", "Default", {}, USUAL],
    ["named by OPENCLAW_PROFILE alone moves nothing", undefined, { OPENCLAW_PROFILE: "work" }, USUAL],
  ])("%s", (_, profile, env, folder) => {
    const gatewayDotenv = folder === USUAL ? GATEWAY : null;
    expect(openClawPaths(linux(env), profile)).toMatchObject({ ...at(folder), gatewayDotenv });
  });
});

it.each([
  [{ OPENCLAW_CONFIG_READONLY: "1" }, true],
  [{ OPENCLAW_NIX_MODE: "1" }, true],
  [{ OPENCLAW_CONFIG_READONLY: "0", OPENCLAW_NIX_MODE: "true" }, false],
  [{}, false],
])("That the config is read-only by %j is %s, as OpenClaw has it", (env, expected) => {
  expect(isConfigReadOnly(env)).toBe(expected);
});
