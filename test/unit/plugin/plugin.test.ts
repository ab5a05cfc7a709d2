/** What OpenClaw gets when it registers the plugin. */
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import manifest from "../../../openclaw.plugin.json" with { type: "json" };
import type { PluginApi } from "../../../src/plugin/api.ts";
import { useKeptKeyEarly } from "../../../src/plugin/early.ts";
import plugin from "../../../src/plugin/plugin.ts";
import type { Place } from "../../../src/plugin/paths.ts";
import { KEY_TEXT, OTHER_KEY_TEXT } from "../../helpers/keys.ts";
import { openClawHome } from "../../helpers/openclaw-home.ts";
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

describe("A kept key goes into the memory of a command", () => {
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
