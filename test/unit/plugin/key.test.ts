/** The key in the gateway: memory and file, what the user set, what is given back, the marker. */
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { SESSION_KEY_VARIABLE, USAGE_MARKER_VARIABLE } from "../../../src/core/config/precedence.ts";
import { fingerprint } from "../../../src/core/claude/fingerprint.ts";
import { noteEnvironment } from "../../../src/plugin/environment.ts";
import { keyStatus, putKey, removeKey, useKeptKey } from "../../../src/plugin/key.ts";
import type { Place } from "../../../src/plugin/paths.ts";
import { KEY_TEXT, keyText, OTHER_KEY_TEXT, sessionKey } from "../../helpers/keys.ts";
import { fileWith, openClawHome } from "../../helpers/openclaw-home.ts";
import { newProcess } from "../../helpers/plugin-gateway.ts";

const SALT = "0123456789abcdef0123456789abcdef";
const [BY, OTHER] = ["aa".repeat(16), "bb".repeat(16)];
const MARKER = `${USAGE_MARKER_VARIABLE}=1\n`;

interface Before {
  /** Of the process, at the first register. */
  value?: string;
  managed?: string;
  config?: string;
  dotenv?: string;
  version?: string;
  env?: Record<string, string>;
}

function world({ value, managed, config, dotenv, version = "2026.9.6", env = {} }: Before = {}) {
  newProcess();
  const home = openClawHome();
  if (config !== undefined) home.write("config", config);
  if (dotenv !== undefined) home.write("dotenv", dotenv);
  const state = path.dirname(home.paths.dotenv);
  const environment: NodeJS.ProcessEnv = { ...env };
  if (value !== undefined) environment[SESSION_KEY_VARIABLE] = value;
  if (managed !== undefined) environment["OPENCLAW_SERVICE_MANAGED_ENV_KEYS"] = managed;
  const place: Place = { paths: { ...home.paths, state }, environment, openclaw: () => version };
  noteEnvironment(environment);
  const file = path.join(state, "clawkey/key.json");
  return {
    home,
    state,
    place,
    environment,
    file,
    put: (key = KEY_TEXT, keep = false, replace?: "environment") =>
      putKey(place, { key: sessionKey(key), by: BY, keep, replace }),
    remove: (only: Parameters<typeof removeKey>[1] = null) => removeKey(place, only),
    status: (by = BY) => keyStatus(place, { salt: SALT, by }),
    now: () => environment[SESSION_KEY_VARIABLE],
    /** The process is another one, in which OpenClaw has set what its files hold. */
    restart: (next?: string): void => {
      newProcess();
      for (const name of Object.keys(environment)) if (/CLAUDE|NOTE/.test(name)) delete environment[name];
      if (next !== undefined) environment[SESSION_KEY_VARIABLE] = next;
      noteEnvironment(environment);
    },
  };
}

/** Does the canary stand in any file below? */
function filesWith(text: string, folder: string): string {
  try {
    return execFileSync("grep", ["-rlF", text, folder], { encoding: "utf8" });
  } catch {
    return "";
  }
}

describe("A key in memory only", () => {
  it("leaves no byte on the disk, and takes an earlier kept file and its marker away", async () => {
    const { home, put, file, now } = world();
    expect(await put(KEY_TEXT, true)).toMatchObject({ changed: true, path: file });
    expect(filesWith("canary", home.folder)).toContain(file);
    expect(await put(KEY_TEXT, false)).toEqual({ ok: true, changed: true, path: null });
    expect(filesWith("canary", home.folder)).toBe("");
    expect(home.read("dotenv")).not.toContain(USAGE_MARKER_VARIABLE);
    expect(now()).toBe(KEY_TEXT);
  });

  it("is not put where the earlier file can't be taken away", async () => {
    const { put, file, now } = world();
    await put(OTHER_KEY_TEXT, true);
    rmSync(file);
    mkdirSync(path.join(file, "in the way"), { recursive: true });
    expect(await put(KEY_TEXT, false)).toMatchObject({ ok: false });
    expect(now()).toBe(OTHER_KEY_TEXT);
  });
});

describe("A kept key", () => {
  it("is in a file for its owner alone, in a folder for its owner alone", async () => {
    const { put, file } = world();
    await put(KEY_TEXT, true);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
    chmodSync(path.dirname(file), 0o755);
    await put(OTHER_KEY_TEXT, true);
    expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
  });

  it("is put into the next process's memory, and is still its browser's", async () => {
    const { place, put, restart, now, status } = world();
    await put(KEY_TEXT, true);
    restart();
    expect(now()).toBeUndefined();
    await useKeptKey(place);
    expect(now()).toBe(KEY_TEXT);
    const print = await fingerprint(KEY_TEXT, SALT);
    expect(await status()).toEqual({
      key: { fingerprint: print, isYours: true, isKept: true },
      environment: null,
    });
    expect(await status(OTHER)).toMatchObject({ key: { isYours: false } });
  });

  it.each<[string, (file: string) => void]>([
    ["is damaged", (file) => writeFileSync(file, "{")],
    ["is no text", (file) => writeFileSync(file, Uint8Array.of(0, 255, 254))],
    ["is too large", (file) => writeFileSync(file, " ".repeat(100_000))],
    ["can be read by others", (file) => chmodSync(file, 0o640)],
    ["is a link", (file) => (rmSync(file), symlinkSync("/etc/hostname", file))],
    [
      "holds another secret",
      (file) => writeFileSync(file, `{"key":"sk-ant-oat01-${"o".repeat(40)}","by":"${BY}"}`),
    ],
  ])("counts as none where its file %s, and the next one takes its place", async (_, damage) => {
    const { place, put, restart, now, file } = world();
    await put(KEY_TEXT, true);
    damage(file);
    restart();
    await useKeptKey(place);
    expect(now()).toBeUndefined();
    expect(await put(OTHER_KEY_TEXT, true)).toMatchObject({ ok: true, changed: true });
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({ key: OTHER_KEY_TEXT, by: BY });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("is written where OpenClaw may not write its config", async () => {
    const { put, file, home } = world({ env: { OPENCLAW_CONFIG_READONLY: "1", OPENCLAW_NIX_MODE: "1" } });
    expect(await put(KEY_TEXT, true)).toEqual({ ok: true, changed: true, path: file });
    expect(home.read("dotenv")).toBe(MARKER);
  });

  it("changes nothing where it can't be written", async () => {
    const { put, file, now, state } = world({ dotenv: "" });
    await put(OTHER_KEY_TEXT);
    writeFileSync(path.join(state, "clawkey"), "in the way");
    expect(await put(KEY_TEXT, true)).toMatchObject({ ok: false });
    expect(now()).toBe(OTHER_KEY_TEXT);
    expect(existsSync(file)).toBe(false);
  });
});

describe("What the process had at its first register", () => {
  const kept = (value: string): Before[] => [
    { value, managed: `HOME, ${SESSION_KEY_VARIABLE}` },
    { value, config: fileWith.config(value) },
    { value, dotenv: fileWith.dotenv(value) },
  ];

  it.each<Before>([{}, { value: "" }, { value: "  " }, ...kept(OTHER_KEY_TEXT)])(
    "is overridden where nobody set it for this process: %j",
    async (before) => {
      const { put, now } = world(before);
      expect(await put()).toMatchObject({ ok: true, changed: true });
      expect(now()).toBe(KEY_TEXT);
    },
  );

  it.each<Before>([
    { value: OTHER_KEY_TEXT },
    { value: OTHER_KEY_TEXT, managed: "CLAUDE_AI_SESSION_KEY_2,HOME" },
    { value: OTHER_KEY_TEXT, dotenv: fileWith.dotenv(keyText(7)) },
    { value: "op://vault/claude" },
  ])("is the user's otherwise, and stays until they say so: %j", async (before) => {
    const { put, remove, now, file, status } = world(before);
    expect(await put(KEY_TEXT, true)).toEqual({ ok: false, code: "environment_taken" });
    expect(now()).toBe(before.value);
    expect(existsSync(file)).toBe(false);
    expect((await status()).environment).toEqual({
      fingerprint: before.value === OTHER_KEY_TEXT ? await fingerprint(OTHER_KEY_TEXT, SALT) : null,
    });
    expect(await put(KEY_TEXT, true, "environment")).toMatchObject({ ok: true, changed: true });
    expect(now()).toBe(KEY_TEXT);
    expect((await status()).environment).toBeNull();
    expect(await put(keyText(8), true)).toMatchObject({ ok: true });
    await remove();
    expect(now()).toBe(before.value);
    expect(existsSync(file)).toBe(false);
  });

  it("counts though the file that it was copied from has changed since", async () => {
    const { put, remove, now, home } = world({
      value: OTHER_KEY_TEXT,
      dotenv: fileWith.dotenv(OTHER_KEY_TEXT),
    });
    await put();
    home.write("dotenv", "");
    expect(await put(keyText(3))).toMatchObject({ ok: true });
    await remove();
    // What was taken out of the file does not come back.
    expect(now()).toBeUndefined();
  });

  it("counts though that happened before the first export: a start has looked", async () => {
    const { place, put, now, home } = world({
      value: OTHER_KEY_TEXT,
      config: fileWith.config(OTHER_KEY_TEXT),
    });
    await useKeptKey(place);
    home.write("config", fileWith.config(keyText(4)));
    expect(await put()).toMatchObject({ ok: true });
    expect(now()).toBe(KEY_TEXT);
  });

  it("is given back by a removal where a file of OpenClaw's has it still", async () => {
    const { put, remove, now } = world({ value: OTHER_KEY_TEXT, dotenv: fileWith.dotenv(OTHER_KEY_TEXT) });
    await put();
    await remove();
    expect(now()).toBe(OTHER_KEY_TEXT);
  });

  it("is given back as the blank that it was", async () => {
    const { put, remove, now } = world({ value: "" });
    await put();
    await remove();
    expect(now()).toBe("");
  });

  it("is not judged by what the plugin itself has set: a reload finds the first verdict", async () => {
    const { put, environment, remove, now } = world({ value: OTHER_KEY_TEXT });
    await put(KEY_TEXT, false, "environment");
    noteEnvironment(environment);
    await remove();
    expect(now()).toBe(OTHER_KEY_TEXT);
  });

  it("is Clawkey's where it was handed down by a gateway that had it, and then by no other value", async () => {
    const { put, environment, remove, now, status } = world();
    await put();
    // The gateway's process is replaced by a child with its environment.
    newProcess();
    noteEnvironment(environment);
    expect(await status()).toMatchObject({ key: { isYours: true, isKept: false }, environment: null });
    expect(await put(OTHER_KEY_TEXT)).toMatchObject({ ok: true });
    await remove();
    expect(now()).toBeUndefined();
    await put();
    environment[SESSION_KEY_VARIABLE] = keyText(5);
    newProcess();
    noteEnvironment(environment);
    expect(await put(OTHER_KEY_TEXT)).toEqual({ ok: false, code: "environment_taken" });
  });

  it("keeps the user's own value in use at a start, and tells of both", async () => {
    const { place, put, restart, now, status } = world();
    await put(KEY_TEXT, true);
    restart(OTHER_KEY_TEXT);
    await useKeptKey(place);
    expect(now()).toBe(OTHER_KEY_TEXT);
    expect(await status()).toEqual({
      key: { fingerprint: await fingerprint(KEY_TEXT, SALT), isYours: true, isKept: true },
      environment: { fingerprint: await fingerprint(OTHER_KEY_TEXT, SALT) },
    });
  });

  it("stays the user's where the same key is exported: the next one asks", async () => {
    const { put, now } = world({ value: KEY_TEXT });
    expect(await put(KEY_TEXT)).toEqual({ ok: true, changed: false, path: null });
    expect(await put(OTHER_KEY_TEXT)).toEqual({ ok: false, code: "environment_taken" });
    expect(now()).toBe(KEY_TEXT);
  });
});

describe("A removal", () => {
  it("takes out the one key that is meant, and no other", async () => {
    const { put, remove, now, file } = world();
    await put(KEY_TEXT, true);
    const mark = async (key: string) => ({ salt: SALT, fingerprint: await fingerprint(key, SALT) });
    expect(await remove(await mark(OTHER_KEY_TEXT))).toEqual({
      ok: true,
      changed: false,
      kept: true,
      copies: [],
    });
    expect(now()).toBe(KEY_TEXT);
    expect(existsSync(file)).toBe(true);
    expect(await remove(await mark(KEY_TEXT))).toEqual({ ok: true, changed: true, copies: [] });
    expect(now()).toBeUndefined();
    expect(existsSync(file)).toBe(false);
    expect(await remove(await mark(KEY_TEXT))).toEqual({ ok: true, changed: false, copies: [] });
  });

  it("names OpenClaw's own copies", async () => {
    const { put, remove, home } = world();
    await put();
    home.write("dotenv", "");
    mkdirSync(path.join(path.dirname(home.paths.dotenv), "service-env"));
    const copy = path.join(path.dirname(home.paths.dotenv), "service-env/ai.openclaw.gateway.env");
    writeFileSync(copy, `export ${SESSION_KEY_VARIABLE}='${OTHER_KEY_TEXT}'\n`);
    writeFileSync(`${home.paths.config}.bak`, fileWith.config(OTHER_KEY_TEXT));
    expect(await remove()).toEqual({ ok: true, changed: true, copies: [copy, `${home.paths.config}.bak`] });
  });

  it("leaves alone what somebody else has set since", async () => {
    const { put, remove, now, environment } = world();
    await put();
    environment[SESSION_KEY_VARIABLE] = OTHER_KEY_TEXT;
    expect(await remove()).toMatchObject({ ok: true, changed: false });
    expect(now()).toBe(OTHER_KEY_TEXT);
  });
});

describe("The marker in .env", () => {
  it.each([
    ["2026.8.2", MARKER],
    ["2026.7.35", null],
  ])("is set from 2026.8.2 on only: %s", async (version, expected) => {
    const { put, home } = world({ version });
    expect(await put(KEY_TEXT, true)).not.toHaveProperty("commandLine");
    expect(home.read("dotenv")).toBe(expected);
  });

  it.each(["", "A=1\n", "A=1", "# a word\r\nA='x y'\r\n", "\ufeffA=1\n"])(
    "is one line behind %j, and goes with the key",
    async (dotenv) => {
      const { put, remove, home } = world({ dotenv });
      await put(KEY_TEXT, true);
      await put(OTHER_KEY_TEXT, true);
      expect(home.read("dotenv")!.match(/CLAWKEY_USAGE=1/g)).toHaveLength(1);
      expect(home.read("dotenv")).not.toContain("sk-ant");
      await remove();
      expect(home.read("dotenv")).toBe(dotenv);
    },
  );

  it("stays where it is the user's own, with another value", async () => {
    const { put, remove, home } = world({ dotenv: `${USAGE_MARKER_VARIABLE}=yes\n` });
    await put(KEY_TEXT, true);
    await remove();
    expect(home.read("dotenv")).toBe(`${USAGE_MARKER_VARIABLE}=yes\n`);
  });

  it("keeps the key out of nobody's hands where it can't be set: the put is done, and says why", async () => {
    const { put, remove, home, file, now } = world({ dotenv: "A=1\n" });
    chmodSync(home.paths.dotenv, 0o400);
    expect(await put(KEY_TEXT, true)).toMatchObject({
      ok: true,
      changed: true,
      path: file,
      commandLine: { ok: false, code: "file_read_only", detail: { path: home.paths.dotenv } },
    });
    expect(now()).toBe(KEY_TEXT);
    expect(home.read("dotenv")).toBe("A=1\n");
    expect(await remove()).toEqual({ ok: true, changed: true, copies: [] });
  });

  it("that can't be taken out keeps no key from going, and is told", async () => {
    const { put, remove, home, now } = world();
    await put(KEY_TEXT, true);
    chmodSync(home.paths.dotenv, 0o400);
    expect(await remove()).toMatchObject({ ok: true, changed: true, marker: { code: "file_read_only" } });
    expect(now()).toBeUndefined();
  });
});

it("Of keys that are put at once, file and memory have the same in the end", async () => {
  const { put, now, file } = world();
  await Promise.all(Array.from({ length: 12 }, (_, n) => put(keyText(n), n % 3 !== 0)));
  expect(now()).toBe(keyText(11));
  expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ key: keyText(11) });
});
