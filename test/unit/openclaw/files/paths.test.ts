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
const ELSEWHERE = "/srv/claw.json";

/** A machine with these files and folders on it. */
function linux(env: Environment = {}, existing: readonly string[] = []): System {
  return {
    env: { HOME: "/home/you", ...env },
    platform: "linux",
    homedir: "/home/of-the-system",
    cwd: "/cwd",
    exists: (file) => existing.includes(file),
    variablesIn: () => ({}),
  };
}

const windows = (env: Environment = {}): System => ({
  ...linux(),
  env: { USERPROFILE: "C:\\Users\\you", ...env },
  platform: "win32",
  homedir: "C:\\Users\\of-the-system",
  cwd: "D:\\work",
});

type Row = [what: string, env: Environment, expected: Partial<OpenClawPaths>, existing?: string[]];

const rows = (table: Row[], profile?: string) =>
  it.each(table)("%s", (_, env, expected, existing) => {
    expect(openClawPaths(linux(env, existing), profile)).toMatchObject(expected);
  });

describe("Where nothing is set, OpenClaw's files are", () => {
  it.each<[string, System, Partial<OpenClawPaths>]>([
    [
      "below HOME on Linux",
      linux(),
      {
        config: `${USUAL}/openclaw.json`,
        dotenv: `${USUAL}/.env`,
        gatewayDotenv: GATEWAY,
        workingFolderDotenv: "/cwd/.env",
      },
    ],
    [
      "below HOME on macOS",
      { ...linux({ HOME: "/Users/you" }), platform: "darwin" },
      {
        config: "/Users/you/.openclaw/openclaw.json",
        dotenv: "/Users/you/.openclaw/.env",
        gatewayDotenv: "/Users/you/.config/openclaw/gateway.env",
      },
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
  ])("%s", (_, system, expected) => {
    expect(openClawPaths(system)).toMatchObject(expected);
  });
});

describe("The home folder is", () => {
  it.each<[string, Environment, home: string]>([
    ["HOME", { USERPROFILE: "/home/eve" }, "/home/you"],
    ["USERPROFILE without HOME", { HOME: undefined, USERPROFILE: "/home/eve" }, "/home/eve"],
    ["the system's without either", { HOME: undefined }, "/home/of-the-system"],
    ["not a blank HOME", { HOME: "  " }, "/home/of-the-system"],
    ["not the word undefined", { HOME: "undefined", USERPROFILE: "/home/eve" }, "/home/eve"],
    ["not the word null", { HOME: "null", USERPROFILE: "undefined" }, "/home/of-the-system"],
    ["OPENCLAW_HOME before all", { OPENCLAW_HOME: "/srv/claw" }, "/srv/claw"],
    ["OPENCLAW_HOME below HOME", { OPENCLAW_HOME: "~/claw" }, "/home/you/claw"],
    ["HOME where OPENCLAW_HOME is ~", { OPENCLAW_HOME: " ~ " }, "/home/you"],
    ["not another user's ~", { OPENCLAW_HOME: "~eve/claw" }, "/cwd/~eve/claw"],
    ["OPENCLAW_HOME below the working folder", { OPENCLAW_HOME: "claw" }, "/cwd/claw"],
    ["not the word undefined in OPENCLAW_HOME", { OPENCLAW_HOME: "undefined" }, "/home/you"],
  ])("%s", (_, env, home) => {
    expect(openClawPaths(linux(env)).config).toBe(`${home}/.openclaw/openclaw.json`);
  });

  it.each(["~\\claw", "~/claw"])("written with either slash on Windows: %s", (OPENCLAW_HOME) => {
    const { config } = openClawPaths(windows({ OPENCLAW_HOME }));
    expect(config).toBe("C:\\Users\\you\\claw\\.openclaw\\openclaw.json");
  });
});

describe("OPENCLAW_STATE_DIR", () => {
  const at = (folder: string) => ({ config: `${folder}/openclaw.json`, dotenv: `${folder}/.env` });
  const own = { OPENCLAW_STATE_DIR: "/srv/state" };

  rows([
    [
      "moves config and .env, and switches gateway.env off",
      own,
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
      { dotenv: `${USUAL}/.env`, gatewayDotenv: GATEWAY },
    ],
    [
      "is final, even where a config stands in the usual folder only",
      own,
      at("/srv/state"),
      [`${USUAL}/openclaw.json`],
    ],
    [
      "leads to a legacy config in it",
      own,
      { config: "/srv/state/clawdbot.json" },
      ["/srv/state/clawdbot.json"],
    ],
    ["means nothing while blank", { OPENCLAW_STATE_DIR: " " }, at(USUAL)],
  ]);
});

describe("OPENCLAW_CONFIG_PATH", () => {
  const own = { OPENCLAW_CONFIG_PATH: "/srv/etc/claw.json5" };
  const found = { config: "/srv/etc/claw.json5", configFolderDotenv: "/srv/etc/.env" };

  rows([
    [
      "names the config; the usual .env is read before the one beside it, and gateway.env stays on",
      own,
      { ...found, dotenv: `${USUAL}/.env`, gatewayDotenv: GATEWAY },
    ],
    [
      "leaves the .env in a state folder of the user's own",
      { ...own, OPENCLAW_STATE_DIR: "/srv/state" },
      { ...found, dotenv: "/srv/state/.env", gatewayDotenv: null },
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
    ["wins over a config that stands in the usual folder", own, found, [`${USUAL}/openclaw.json`]],
  ]);
});

describe("The global .env", () => {
  it.each<[string, variables: Record<string, string>, env: Environment, Partial<OpenClawPaths>]>([
    [
      "may name the config",
      { OPENCLAW_CONFIG_PATH: "~/own/claw.json" },
      {},
      { config: "/home/you/own/claw.json", dotenv: `${USUAL}/.env` },
    ],
    [
      "may name the folder of the config, and is the global one still",
      { OPENCLAW_STATE_DIR: "/srv/state" },
      {},
      { config: "/srv/state/openclaw.json", dotenv: `${USUAL}/.env`, gatewayDotenv: GATEWAY },
    ],
    [
      "has no say where the environment has one",
      { OPENCLAW_CONFIG_PATH: "/srv/no.json" },
      { OPENCLAW_CONFIG_PATH: "/srv/yes.json" },
      { config: "/srv/yes.json" },
    ],
    ["means nothing while blank", { OPENCLAW_CONFIG_PATH: " " }, {}, { config: `${USUAL}/openclaw.json` }],
  ])("%s", (_, variables, env, expected) => {
    const variablesIn = (file: string) => (file === `${USUAL}/.env` ? variables : {});
    expect(openClawPaths({ ...linux(env), variablesIn })).toMatchObject(expected);
  });
});

describe("From the time when OpenClaw had another name,", () => {
  const [oldName, newName] = ["clawdbot.json", "openclaw.json"];

  it.each<[string, existing: string[], config: string]>([
    ["the folder is used where it stands alone", [LEGACY], `${LEGACY}/${newName}`],
    ["the folder is not used beside the new one", [LEGACY, USUAL], `${USUAL}/${newName}`],
    [
      "a config in the old folder is used where the new one has none",
      [LEGACY, USUAL, `${LEGACY}/${oldName}`],
      `${LEGACY}/${oldName}`,
    ],
    [
      "a config of the old name is used in the new folder",
      [USUAL, `${USUAL}/${oldName}`],
      `${USUAL}/${oldName}`,
    ],
    [
      "a config of the new name comes first in the same folder",
      [LEGACY, `${LEGACY}/${oldName}`, `${LEGACY}/${newName}`],
      `${LEGACY}/${newName}`,
    ],
    [
      "the new folder comes first, whatever the names",
      [LEGACY, `${LEGACY}/${newName}`, USUAL, `${USUAL}/${oldName}`],
      `${USUAL}/${oldName}`,
    ],
  ])("%s, and the .env is never looked for in the old folder", (_, existing, config) => {
    expect(openClawPaths(linux({}, existing))).toMatchObject({ config, dotenv: `${USUAL}/.env` });
  });
});

describe("The profile work", () => {
  const found = { config: `${WORK}/openclaw.json`, dotenv: `${WORK}/.env` };
  const theirs = { config: "/srv/state/openclaw.json", dotenv: "/srv/state/.env" };

  rows(
    [
      [
        "has a folder of its own, without gateway.env",
        {},
        { ...found, gatewayDotenv: null },
        [`${USUAL}/openclaw.json`],
      ],
      [
        "stays below OPENCLAW_HOME",
        { OPENCLAW_HOME: "/srv/claw" },
        { config: "/srv/claw/.openclaw-work/openclaw.json" },
      ],
      ["gives way to a state folder of the user's own", { OPENCLAW_STATE_DIR: "/srv/state" }, theirs],
      [
        "gives way to a config of the user's own, and keeps its .env",
        { OPENCLAW_CONFIG_PATH: ELSEWHERE },
        { ...found, config: ELSEWHERE },
      ],
      [
        "replaces the state folder of the default profile, which a parent process may have handed down",
        { OPENCLAW_STATE_DIR: USUAL },
        found,
      ],
      [
        "replaces the config of the default profile likewise",
        { OPENCLAW_CONFIG_PATH: `${USUAL}/openclaw.json` },
        found,
      ],
      [
        "replaces the state folder of the profile that OPENCLAW_PROFILE names",
        { OPENCLAW_PROFILE: "home", OPENCLAW_STATE_DIR: "~/.openclaw-home" },
        found,
      ],
      ["uses no legacy config", {}, found, [WORK, `${WORK}/clawdbot.json`]],
    ],
    "work",
  );

  it.each<[string, profile: string | undefined, env: Environment, folder: string]>([
    ["dev is the one of --dev", "dev", {}, "/home/you/.openclaw-dev"],
    ["default is none", "default", {}, USUAL],
    ["Default is none", "Default", {}, USUAL],
    ["named by OPENCLAW_PROFILE alone moves nothing", undefined, { OPENCLAW_PROFILE: "work" }, USUAL],
  ])("is one name of several: %s", (_, profile, env, folder) => {
    const gatewayDotenv = folder === USUAL ? GATEWAY : null;
    const expected = { config: `${folder}/openclaw.json`, dotenv: `${folder}/.env`, gatewayDotenv };
    expect(openClawPaths(linux(env), profile)).toMatchObject(expected);
  });
});

describe("isConfigReadOnly", () => {
  it.each([
    [{ OPENCLAW_CONFIG_READONLY: "1" }, true],
    [{ OPENCLAW_NIX_MODE: "1" }, true],
    [{ OPENCLAW_CONFIG_READONLY: "0", OPENCLAW_NIX_MODE: "true" }, false],
    [{}, false],
  ])("of %j is %s, as OpenClaw has it", (env, expected) => {
    expect(isConfigReadOnly(env)).toBe(expected);
  });
});
