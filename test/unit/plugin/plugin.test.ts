/** What OpenClaw gets when it registers the plugin. */
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import manifest from "../../../openclaw.plugin.json" with { type: "json" };
import type { PluginApi } from "../../../src/plugin/api.ts";
import { USAGE_MARKER_VARIABLE } from "../../../src/core/config/precedence.ts";
import { useKeptKeyEarly } from "../../../src/plugin/early.ts";
import { askNoMore } from "../../../src/plugin/ask-for-row.ts";
import { registerPlan } from "../../../src/plugin/plan/register.ts";
import plugin from "../../../src/plugin/plugin.ts";
import type { Place } from "../../../src/plugin/paths.ts";
import { KEY_TEXT, OTHER_KEY_TEXT } from "../../helpers/keys.ts";
import { openClawHome } from "../../helpers/openclaw-home.ts";
import { planPlace, sendNumbers } from "../../helpers/plan-place.ts";
import { newProcess } from "../../helpers/plugin-gateway.ts";
import { tempFolder } from "../../helpers/temp-folder.ts";

beforeEach(newProcess);

it("registers in a command that has no runtime, as often as it is asked to, and changes nothing by it", () => {
  vi.stubEnv("HOME", tempFolder());
  onTestFinished(() => void vi.unstubAllEnvs());
  const before = { ...process.env };
  const registered: string[] = [];
  const noting = (what: string) => (): void => void registered.push(what);
  const api = {
    get runtime(): never {
      throw new Error("not in mode cli-metadata");
    },
    config: {},
    registerHttpRoute: noting("route"),
    registerService: noting("service"),
    registerRuntimeLifecycle: noting("lifecycle"),
    registerGatewayMethod: noting("method"),
    registerProvider: noting("provider"),
    registerCommand: noting("command"),
    registerTool: noting("tool"),
    registerCli: noting("cli"),
  } satisfies PluginApi;
  plugin.register(api);
  plugin.register(api);
  const once = ["route", "service", "lifecycle", "method", "provider", "command", "cli"];
  expect(registered).toEqual([...once, ...once]);
  expect({ ...process.env }).toEqual(before);
  expect({ id: plugin.id, name: plugin.name }).toEqual({ id: manifest.id, name: manifest.name });
});

describe("What OpenClaw is told of the plan", () => {
  type Told = Record<
    string,
    { name?: string; id?: string; requireAuth?: boolean; requiredScopes?: string[] }
  >;

  function registered(pluginConfig?: PluginApi["pluginConfig"]): Told {
    const told: Told = {};
    const noting = (what: string) => (one: Told[string]) => void (told[what] = one);
    const [provider, command, tool] = ["provider", "command", "tool"].map(noting);
    const api = { config: {}, pluginConfig, registerProvider: provider, registerCommand: command };
    registerPlan({ ...api, registerTool: tool } as unknown as PluginApi, placeWith(0o600));
    return told;
  }

  it("the row that its manifest names, and a command for the owner alone", () => {
    const { provider, command, tool } = registered();
    expect(manifest.contracts.usageProviders).toEqual([provider?.id]);
    expect(command).toMatchObject({ name: "plan", requireAuth: true, requiredScopes: ["operator.write"] });
    expect(tool).toBeUndefined();
  });

  it("by its config: a command for everyone who may use commands, and the tool that its manifest names", () => {
    const { command, tool } = registered({ planFor: "everyone", planTool: true });
    expect(command).toMatchObject({ requireAuth: true });
    expect(command).not.toHaveProperty("requiredScopes");
    expect(manifest.contracts.tools).toEqual([tool?.name]);
    expect(Object.keys(manifest.configSchema.properties)).toEqual(["planFor", "planTool"]);
  });
});

it("A command that shows the usage asks for the row where something is kept, and no other command does", async () => {
  const asksFor = (place: Place, command: string) => {
    useKeptKeyEarly(place, ["node", "openclaw", command]);
    return place.environment[USAGE_MARKER_VARIABLE];
  };
  const withNumbers = await planPlace();
  await sendNumbers(withNumbers);
  expect(asksFor(withNumbers, "plugins")).toBeUndefined();
  expect(asksFor(withNumbers, "status")).toBe("1");
  expect(asksFor(placeWith(0o600), "status")).toBe("1");
  expect(asksFor(await planPlace(), "status")).toBeUndefined();
  askNoMore(withNumbers.environment);
  expect(withNumbers.environment).toEqual({});
});

const BY = "ab".repeat(16);

function placeWith(mode: number, environment: NodeJS.ProcessEnv = {}): Place {
  const { paths } = openClawHome();
  const state = tempFolder();
  mkdirSync(path.join(state, "clawkey"), { mode: 0o700 });
  const file = path.join(state, "clawkey/key.json");
  writeFileSync(file, `${JSON.stringify({ key: KEY_TEXT, by: BY })}\n`);
  chmodSync(file, mode);
  return { paths: { ...paths, state }, environment, openclaw: () => "2026.9.6" };
}

describe("A kept key goes into the memory of a command", () => {
  const memoryAfter = (place: Place, ...args: string[]) => {
    useKeptKeyEarly(place, ["node", "openclaw", ...args]);
    return place.environment["CLAUDE_AI_SESSION_KEY"];
  };

  it("that shows the usage", () => {
    expect(memoryAfter(placeWith(0o600), "status", "--usage")).toBe(KEY_TEXT);
    expect(memoryAfter(placeWith(0o600), "--json", "status")).toBe(KEY_TEXT);
  });

  it("and of no other: OpenClaw gives up a plugin's command whose environment changes", () => {
    for (const args of [["clawkey", "status"], ["gateway", "run"], ["plugins", "doctor"], []])
      expect(memoryAfter(placeWith(0o600), ...args)).toBeUndefined();
  });

  it("unless others may read the file, or the user has set a key", () => {
    expect(memoryAfter(placeWith(0o644), "status")).toBeUndefined();
    const users = { CLAUDE_AI_SESSION_KEY: OTHER_KEY_TEXT };
    expect(memoryAfter(placeWith(0o600, users), "status")).toBe(OTHER_KEY_TEXT);
  });
});
