/** OpenClaw 2026.9.6's own rules, case by case. */
import { describe, expect, it } from "vitest";
import {
  isConfigReadOnly,
  openClawPaths,
  type OpenClawPaths,
  type System,
} from "../../../../src/openclaw/files/paths.ts";

/** Ada's machine, with these files and folders on it. */
function linux(env: System["env"] = {}, existing: string[] = []): System {
  return {
    env: { HOME: "/home/you", ...env },
    platform: "linux",
    homedir: "/home/of-the-system",
    cwd: "/cwd",
    exists: (file) => existing.includes(file),
    variablesIn: () => ({}),
  };
}

type Case = [what: string, system: System, expected: Partial<OpenClawPaths>];

describe("Where nothing is set, OpenClaw's files are", () => {
  it.each<Case>([
    [
      "below HOME on Linux",
      linux(),
      {
        config: "/home/you/.openclaw/openclaw.json",
        dotenv: "/home/you/.openclaw/.env",
        gatewayDotenv: "/home/you/.config/openclaw/gateway.env",
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
      {
        env: { USERPROFILE: "C:\\Users\\you" },
        platform: "win32",
        homedir: "C:\\Users\\of-the-system",
        cwd: "D:\\work",
        exists: () => false,
        variablesIn: () => ({}),
      },
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
  const config = (home: string) => ({ config: `${home}/.openclaw/openclaw.json` });

  it.each<Case>([
    ["HOME", linux({ USERPROFILE: "/home/eve" }), config("/home/you")],
    ["USERPROFILE without HOME", linux({ HOME: undefined, USERPROFILE: "/home/eve" }), config("/home/eve")],
    ["the system's without either", linux({ HOME: undefined }), config("/home/of-the-system")],
    ["not a blank HOME", linux({ HOME: "  " }), config("/home/of-the-system")],
    ["not the word undefined", linux({ HOME: "undefined", USERPROFILE: "/home/eve" }), config("/home/eve")],
    ["not the word null", linux({ HOME: "null", USERPROFILE: "undefined" }), config("/home/of-the-system")],
    ["OPENCLAW_HOME before all", linux({ OPENCLAW_HOME: "/srv/claw" }), config("/srv/claw")],
    ["OPENCLAW_HOME below HOME", linux({ OPENCLAW_HOME: "~/claw" }), config("/home/you/claw")],
    ["HOME where OPENCLAW_HOME is ~", linux({ OPENCLAW_HOME: " ~ " }), config("/home/you")],
    ["not another user's ~", linux({ OPENCLAW_HOME: "~eve/claw" }), config("/cwd/~eve/claw")],
    ["OPENCLAW_HOME below the working folder", linux({ OPENCLAW_HOME: "claw" }), config("/cwd/claw")],
    ["not the word undefined in OPENCLAW_HOME", linux({ OPENCLAW_HOME: "undefined" }), config("/home/you")],
  ])("%s", (_, system, expected) => {
    expect(openClawPaths(system)).toMatchObject(expected);
  });

  it("written with either slash on Windows", () => {
    const windows = (OPENCLAW_HOME: string): System => ({
      env: { USERPROFILE: "C:\\Users\\you", OPENCLAW_HOME },
      platform: "win32",
      homedir: "C:\\Users\\you",
      cwd: "C:\\work",
      exists: () => false,
      variablesIn: () => ({}),
    });
    for (const home of ["~\\claw", "~/claw"])
      expect(openClawPaths(windows(home)).config).toBe("C:\\Users\\you\\claw\\.openclaw\\openclaw.json");
  });
});

describe("OPENCLAW_STATE_DIR", () => {
  it.each<Case>([
    [
      "moves config and .env, and switches gateway.env off",
      linux({ OPENCLAW_STATE_DIR: "/srv/state" }),
      { config: "/srv/state/openclaw.json", dotenv: "/srv/state/.env", gatewayDotenv: null },
    ],
    [
      "counts from the home folder with ~, which OPENCLAW_HOME moves",
      linux({ OPENCLAW_HOME: "/srv/claw", OPENCLAW_STATE_DIR: " ~/state " }),
      { config: "/srv/claw/state/openclaw.json", dotenv: "/srv/claw/state/.env" },
    ],
    [
      "counts from the working folder without",
      linux({ OPENCLAW_STATE_DIR: "./state" }),
      { config: "/cwd/state/openclaw.json", dotenv: "/cwd/state/.env" },
    ],
    [
      "leaves gateway.env on where it names the usual folder",
      linux({ OPENCLAW_STATE_DIR: "~/.openclaw" }),
      {
        dotenv: "/home/you/.openclaw/.env",
        gatewayDotenv: "/home/you/.config/openclaw/gateway.env",
      },
    ],
    [
      "is final, even where a config stands in the usual folder only",
      linux({ OPENCLAW_STATE_DIR: "/srv/state" }, ["/home/you/.openclaw/openclaw.json"]),
      { config: "/srv/state/openclaw.json" },
    ],
    [
      "leads to a legacy config in it",
      linux({ OPENCLAW_STATE_DIR: "/srv/state" }, ["/srv/state/clawdbot.json"]),
      { config: "/srv/state/clawdbot.json" },
    ],
    [
      "means nothing while blank",
      linux({ OPENCLAW_STATE_DIR: " " }),
      { config: "/home/you/.openclaw/openclaw.json", dotenv: "/home/you/.openclaw/.env" },
    ],
  ])("%s", (_, system, expected) => {
    expect(openClawPaths(system)).toMatchObject(expected);
  });
});

describe("OPENCLAW_CONFIG_PATH", () => {
  it.each<Case>([
    [
      "names the config; the usual .env is read before the one beside it, and gateway.env stays on",
      linux({ OPENCLAW_CONFIG_PATH: "/srv/etc/claw.json5" }),
      {
        config: "/srv/etc/claw.json5",
        dotenv: "/home/you/.openclaw/.env",
        configFolderDotenv: "/srv/etc/.env",
        gatewayDotenv: "/home/you/.config/openclaw/gateway.env",
      },
    ],
    [
      "leaves the .env in a state folder of the user's own",
      linux({ OPENCLAW_CONFIG_PATH: "/srv/etc/claw.json5", OPENCLAW_STATE_DIR: "/srv/state" }),
      {
        config: "/srv/etc/claw.json5",
        dotenv: "/srv/state/.env",
        configFolderDotenv: "/srv/etc/.env",
        gatewayDotenv: null,
      },
    ],
    [
      "counts from the home folder with ~",
      linux({ OPENCLAW_CONFIG_PATH: "~/claw.json5" }),
      { config: "/home/you/claw.json5", configFolderDotenv: "/home/you/.env" },
    ],
    [
      "counts from the working folder without",
      linux({ OPENCLAW_CONFIG_PATH: "../claw.json5" }),
      { config: "/claw.json5", configFolderDotenv: "/.env" },
    ],
    [
      "wins over a config that stands in the usual folder",
      linux({ OPENCLAW_CONFIG_PATH: "/srv/new.json" }, ["/home/you/.openclaw/openclaw.json"]),
      { config: "/srv/new.json" },
    ],
  ])("%s", (_, system, expected) => {
    expect(openClawPaths(system)).toMatchObject(expected);
  });
});

describe("The global .env", () => {
  const named = (variables: Record<string, string>, env: Record<string, string> = {}) => ({
    ...linux(env),
    variablesIn: (file: string) => (file === "/home/you/.openclaw/.env" ? variables : {}),
  });

  it.each<Case>([
    [
      "may name the config",
      named({ OPENCLAW_CONFIG_PATH: "~/own/claw.json" }),
      { config: "/home/you/own/claw.json", dotenv: "/home/you/.openclaw/.env" },
    ],
    [
      "may name the folder of the config, and is the global one still",
      named({ OPENCLAW_STATE_DIR: "/srv/state" }),
      {
        config: "/srv/state/openclaw.json",
        dotenv: "/home/you/.openclaw/.env",
        gatewayDotenv: "/home/you/.config/openclaw/gateway.env",
      },
    ],
    [
      "has no say where the environment has one",
      named({ OPENCLAW_CONFIG_PATH: "/srv/no.json" }, { OPENCLAW_CONFIG_PATH: "/srv/yes.json" }),
      { config: "/srv/yes.json" },
    ],
    [
      "means nothing while blank",
      named({ OPENCLAW_CONFIG_PATH: " " }),
      { config: "/home/you/.openclaw/openclaw.json" },
    ],
  ])("%s", (_, system, expected) => {
    expect(openClawPaths(system)).toMatchObject(expected);
  });
});

describe("From the time when OpenClaw had another name,", () => {
  const current = "/home/you/.openclaw";
  const legacy = "/home/you/.clawdbot";

  it.each<Case>([
    ["the folder is used where it stands alone", linux({}, [legacy]), { config: `${legacy}/openclaw.json` }],
    [
      "the folder is not used beside the new one",
      linux({}, [legacy, current]),
      { config: `${current}/openclaw.json` },
    ],
    [
      "a config in the old folder is used where the new one has none",
      linux({}, [legacy, current, `${legacy}/clawdbot.json`]),
      { config: `${legacy}/clawdbot.json` },
    ],
    [
      "a config of the old name is used in the new folder",
      linux({}, [current, `${current}/clawdbot.json`]),
      { config: `${current}/clawdbot.json` },
    ],
    [
      "a config of the new name comes first in the same folder",
      linux({}, [legacy, `${legacy}/clawdbot.json`, `${legacy}/openclaw.json`]),
      { config: `${legacy}/openclaw.json` },
    ],
    [
      "the new folder comes first, whatever the names",
      linux({}, [legacy, `${legacy}/openclaw.json`, current, `${current}/clawdbot.json`]),
      { config: `${current}/clawdbot.json` },
    ],
    ["the .env is not looked for in the old folder", linux({}, [legacy]), { dotenv: `${current}/.env` }],
  ])("%s", (_, system, expected) => {
    expect(openClawPaths(system)).toMatchObject(expected);
  });
});

describe("A profile", () => {
  const work = "/home/you/.openclaw-work";

  it.each<[string, System, profile: string | undefined, Partial<OpenClawPaths>]>([
    [
      "has a folder of its own, without gateway.env",
      linux({}, ["/home/you/.openclaw/openclaw.json"]),
      "work",
      { config: `${work}/openclaw.json`, dotenv: `${work}/.env`, gatewayDotenv: null },
    ],
    ["is called dev with --dev", linux(), "dev", { config: "/home/you/.openclaw-dev/openclaw.json" }],
    [
      "called default is none",
      linux(),
      "default",
      {
        config: "/home/you/.openclaw/openclaw.json",
        gatewayDotenv: "/home/you/.config/openclaw/gateway.env",
      },
    ],
    ["called Default is none", linux(), "Default", { config: "/home/you/.openclaw/openclaw.json" }],
    [
      "named by OPENCLAW_PROFILE alone moves nothing",
      linux({ OPENCLAW_PROFILE: "work" }),
      undefined,
      { config: "/home/you/.openclaw/openclaw.json", dotenv: "/home/you/.openclaw/.env" },
    ],
    [
      "stays below OPENCLAW_HOME",
      linux({ OPENCLAW_HOME: "/srv/claw" }),
      "work",
      { config: "/srv/claw/.openclaw-work/openclaw.json" },
    ],
    [
      "gives way to a state folder of the user's own",
      linux({ OPENCLAW_STATE_DIR: "/srv/state" }),
      "work",
      { config: "/srv/state/openclaw.json", dotenv: "/srv/state/.env" },
    ],
    [
      "gives way to a config of the user's own, and keeps its .env",
      linux({ OPENCLAW_CONFIG_PATH: "/srv/claw.json" }),
      "work",
      { config: "/srv/claw.json", dotenv: `${work}/.env` },
    ],
    [
      "replaces the state folder of the default profile, which a parent process may have handed down",
      linux({ OPENCLAW_STATE_DIR: "/home/you/.openclaw" }),
      "work",
      { config: `${work}/openclaw.json`, dotenv: `${work}/.env` },
    ],
    [
      "replaces the config of the default profile likewise",
      linux({ OPENCLAW_CONFIG_PATH: "/home/you/.openclaw/openclaw.json" }),
      "work",
      { config: `${work}/openclaw.json`, dotenv: `${work}/.env` },
    ],
    [
      "replaces the state folder of the profile that OPENCLAW_PROFILE names",
      linux({ OPENCLAW_PROFILE: "home", OPENCLAW_STATE_DIR: "~/.openclaw-home" }),
      "work",
      { config: `${work}/openclaw.json`, dotenv: `${work}/.env` },
    ],
    [
      "uses no legacy config",
      linux({}, [work, `${work}/clawdbot.json`]),
      "work",
      { config: `${work}/openclaw.json` },
    ],
  ])("%s", (_, system, profile, expected) => {
    expect(openClawPaths(system, profile)).toMatchObject(expected);
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
