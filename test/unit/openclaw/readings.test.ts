/** How often a file is read: what was read is judged, and a file read twice could be two files. */
import { readFileSync } from "node:fs";
import type * as FileSystem from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeEach, expect, it, vi } from "vitest";
import type { OpenClawPaths } from "../../../src/openclaw/files/paths.ts";
import { KEY_TEXT, OTHER_KEY_TEXT, sessionKey } from "../../helpers/keys.ts";
import { openClawHome, type OpenClawHome } from "../../helpers/openclaw-home.ts";

const readings = vi.hoisted((): string[] => []);

vi.mock("node:fs/promises", async (importActual) => {
  const actual = await importActual<typeof FileSystem>();
  const open: typeof actual.open = async (file, ...rest) => {
    const handle = await actual.open(file, ...rest);
    const readFile = handle.readFile.bind(handle);
    return Object.assign(handle, {
      readFile: (...options: Parameters<typeof readFile>) => {
        readings.push(String(file));
        return readFile(...options);
      },
    });
  };
  const readFile = ((file: string, ...rest: [BufferEncoding]) => {
    readings.push(file);
    return actual.readFile(file, ...rest);
  }) as typeof actual.readFile;
  return { ...actual, open, readFile };
});

// Other test files may have loaded the door already, with a file system that nobody counts.
vi.resetModules();
const { removeKey, setKey, status } = await import("../../../src/openclaw/openclaw.ts");
afterAll(() => void vi.resetModules());

beforeEach(() => void readings.splice(0));

const KEY = sessionKey(KEY_TEXT);
const ALL = ["config", "dotenv", "gatewayDotenv", "workingFolderDotenv"] as const;

/** All of OpenClaw's files are there, and none but the written one holds a key. */
function fullHome(): OpenClawHome {
  const home = openClawHome();
  home.write("config", `{ env: { vars: { CLAUDE_AI_SESSION_KEY: "${OTHER_KEY_TEXT}" } } }`);
  for (const name of ALL.slice(1)) home.write(name, "A=1\n");
  return home;
}

const counts = ({ paths }: OpenClawHome) => {
  const times = (name: keyof OpenClawPaths) => readings.filter((file) => file === paths[name]).length;
  return Object.fromEntries(ALL.map((name) => [name, times(name)]));
};

it.each([
  ["the config", "config", { config: 2, dotenv: 1, gatewayDotenv: 1, workingFolderDotenv: 1 }],
  ["the .env", "dotenv", { config: 0, dotenv: 2, gatewayDotenv: 1, workingFolderDotenv: 1 }],
] as const)(
  "setKey reads %s under the lock and before the rename, and every other file once at most",
  async (_, kind, expected) => {
    const home = fullHome();
    const set = await setKey(home.shell, kind, KEY);
    expect(set).toMatchObject({ ok: true, changed: true, effect: { effective: true } });
    expect(counts(home)).toEqual(expected);
  },
);

it("removeKey reads the file under the lock and before the rename, and no other", async () => {
  const home = fullHome();
  await expect(removeKey(home.shell, "config")).resolves.toMatchObject({ ok: true, changed: true });
  expect(counts(home)).toEqual({ config: 2, dotenv: 0, gatewayDotenv: 0, workingFolderDotenv: 0 });
});

it("status reads every file once", async () => {
  const home = fullHome();
  await expect(status(home.shell, "0".repeat(32))).resolves.toMatchObject({
    effective: { source: "configVars" },
  });
  expect(counts(home)).toEqual({ config: 1, dotenv: 1, gatewayDotenv: 1, workingFolderDotenv: 1 });
});

it("What the door imports at its top starts no process, and does not load the editor of JSON5", () => {
  const seen = new Map<string, string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    const text = readFileSync(file, "utf8");
    seen.set(file, text);
    for (const [, name = ""] of text.matchAll(/^(?:import|export) (?!type )[^;]*?from "(\.[^"]*\.ts)"/gm))
      visit(path.resolve(path.dirname(file), name));
  };
  visit(path.resolve(import.meta.dirname, "../../../src/openclaw/openclaw.ts"));
  const importers = (name: RegExp) => [...seen].filter(([, text]) => name.test(text)).map(([file]) => file);
  expect(importers(/from "\.\/files\/key-files\.ts"/)).toHaveLength(1);
  expect(importers(/from "(node:child_process|json5|@humanwhocodes\/momoa)"/)).toEqual([]);
});
