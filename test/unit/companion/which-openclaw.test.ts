import { describe, expect, it } from "vitest";
import type { Notes } from "../../../src/companion/install/notes.ts";
import { instanceFor, servedInstance } from "../../../src/companion/which-openclaw.ts";
import { SESSION_KEY_VARIABLE } from "../../../src/core/config/precedence.ts";
import { isConfigReadOnly, type Environment, type System } from "../../../src/openclaw/files/paths.ts";
import { KEY_TEXT } from "../../helpers/keys.ts";

const STATE = { OPENCLAW_STATE_DIR: "/srv/state" };
const PATH = "/home/you/bin:/usr/bin";

const noted = (variables: Record<string, string>, profile: string | null = null): Notes => ({
  version: 2,
  variables,
  profile,
  searchPath: PATH,
  network: {},
  createdFolders: [],
  hosts: [
    { browser: "firefox", manifest: "/home/you/.mozilla/x.json" },
    { browser: "edge", manifest: "C:\\x.json", registryKey: "HKCU\\x" },
  ],
});

const systemWith = (env: Environment): System => ({
  env: { HOME: "/home/you", PATH: "/usr/bin", ...env },
  platform: "linux",
  homedir: "/home/you",
  cwd: "/home/you/here",
  exists: () => false,
  variablesIn: () => ({}),
});

const USUAL = "/home/you/.openclaw/openclaw.json";
const WORK = "/home/you/.openclaw-work/openclaw.json";
const STATES = "/srv/state/openclaw.json";
/** Variables that lead to no other file. */
const HARMLESS = { OPENCLAW_CONFIG_READONLY: "1", OPENCLAW_HOME: "" };
const OTHER = { OPENCLAW_STATE_DIR: "/srv/other" };

describe("The OpenClaw that every command in a terminal means", () => {
  it.each<[string, Notes | null, shell: Environment, option: string | undefined, string]>([
    ["the usual one, where nothing is installed", null, {}, undefined, USUAL],
    ["the shell's, where nothing is installed", null, STATE, undefined, STATES],
    ["the option's, where nothing is installed", null, {}, "work", WORK],
    ["the noted profile", noted({}, "work"), {}, undefined, WORK],
    ["the noted state folder", noted(STATE), {}, undefined, STATES],
    ["the noted config", noted({ OPENCLAW_CONFIG_PATH: "/srv/x.json" }), {}, undefined, "/srv/x.json"],
    ["the noted one, where the shell names the same", noted(STATE), STATE, undefined, STATES],
    ["the noted one, where no variable moves a file", noted({}, "work"), HARMLESS, undefined, WORK],
    ["the shell's, where it names another", noted(STATE), OTHER, undefined, "/srv/other/openclaw.json"],
    ["the shell's, where only it names one", noted({}, "work"), STATE, undefined, STATES],
    ["the option's, where another is noted", noted({}, "work"), {}, "default", USUAL],
    ["the option's, whatever was noted", noted(STATE), {}, "work", WORK],
  ])("is %s", (_, notes, env, profile, config) => {
    const found = instanceFor(systemWith(env), profile, notes);
    expect(found.paths.config).toBe(config);
    expect(found.shell).toEqual(found.env);
  });

  it("has the noted variables in its environment, and its PATH from the shell", () => {
    const found = instanceFor(systemWith({}), undefined, noted(STATE, "work"));
    expect(found).toMatchObject({ profile: "work", browsers: ["firefox", "edge"] });
    expect(found.env).toMatchObject({ ...STATE, PATH: "/usr/bin" });
  });

  it.each([
    ["the shell's", {}, { OPENCLAW_NIX_MODE: "1" }],
    ["the shell's other one", {}, { OPENCLAW_CONFIG_READONLY: "1" }],
    ["the noted one", { OPENCLAW_NIX_MODE: "1" }, {}],
  ])("may not be written where a variable forbids it: %s", (_, variables, shell) => {
    const { env } = instanceFor(systemWith(shell), undefined, noted({ ...STATE, ...variables }));
    expect(isConfigReadOnly(env)).toBe(true);
  });
});

it("The OpenClaw that browsers use is the noted one, with its network, and has no key from their environment", () => {
  const env = { ...OTHER, [SESSION_KEY_VARIABLE]: KEY_TEXT, OPENCLAW_HOME: "/x" };
  const found = servedInstance(systemWith(env), noted(STATE));
  expect(found).toMatchObject({ shell: null, browsers: ["firefox", "edge"], profile: null });
  expect(found.paths.config).toBe(STATES);
  expect(found.env).toMatchObject({
    ...STATE,
    PATH,
    OPENCLAW_HOME: undefined,
    [SESSION_KEY_VARIABLE]: undefined,
  });
  const network = { HTTPS_PROXY: "http://proxy:1", NODE_EXTRA_CA_CERTS: "/srv/ca.pem" };
  const behind = servedInstance(systemWith({ ...env, https_proxy: "http://desktop:1" }), {
    ...noted(STATE),
    network,
  });
  expect(behind.env).toMatchObject({ ...network, https_proxy: undefined });
  const { searchPath: _path, ...withoutPath } = noted(STATE);
  expect(servedInstance(systemWith(env), withoutPath).env).toMatchObject({ PATH: "/usr/bin" });
});
