/** How often a file is read: what was read is judged, and a file read twice could be two files. */
import { readFileSync } from "node:fs";
import type * as FileSystem from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeEach, expect, it, vi } from "vitest";
import type { OpenClawPaths } from "../../../src/openclaw/files/paths.ts";
import { KEY_TEXT, OTHER_KEY_TEXT, sessionKey } from "../../helpers/keys.ts";
import { fileWith, homeWith, type OpenClawHome } from "../../helpers/openclaw-home.ts";

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
const fullHome = () =>
  homeWith({
    config: fileWith.config(OTHER_KEY_TEXT),
    dotenv: "A=1",
    gatewayDotenv: "A=1",
    workingFolderDotenv: "A=1",
  });

const counts = ({ paths }: OpenClawHome) => {
  const times = (name: keyof OpenClawPaths) => readings.filter((file) => file === paths[name]).length;
  return Object.fromEntries(ALL.map((name) => [name, times(name)]));
};

const ONCE = { config: 1, dotenv: 1, gatewayDotenv: 1, workingFolderDotenv: 1 };
const NEVER = { config: 0, dotenv: 0, gatewayDotenv: 0, workingFolderDotenv: 0 };

it.each([
  ["setting in the config", (home) => setKey(home.shell, "config", KEY), { ...ONCE, config: 2 }],
  ["setting in the .env", (home) => setKey(home.shell, "dotenv", KEY), { ...ONCE, dotenv: 2 }],
  ["removing", (home) => removeKey(home.shell, "config"), { ...NEVER, config: 2 }],
  ["status", (home) => status(home.shell, "0".repeat(32)), ONCE],
] satisfies [string, (home: OpenClawHome) => Promise<object>, typeof ONCE][])(
  "By %s a written file is read under the lock and before the rename, and every other once at most",
  async (_, act, expected) => {
    const home = fullHome();
    expect(await act(home)).toMatchObject({ ok: true });
    expect(counts(home)).toEqual(expected);
  },
);

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
  expect(importers(/from "(node:child_process|json5)"/)).toEqual([]);
});
