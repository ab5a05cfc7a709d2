/** The rule of the house is enforced: what a room must not touch, planted there, is refused. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "../..");

/** Which line stands in which room. */
const FORBIDDEN = {
  "src/core": [
    "process.pid;",
    "chrome.runtime;",
    'import "node:fs";',
    'import "../extension/extension.ts";',
    'import "../openclaw/openclaw.ts";',
  ],
  "src/extension/ui": ['import "node:fs";', 'import "wxt/browser";', 'import "../../openclaw/openclaw.ts";'],
  "src/extension/browser": [
    'import "../../companion/main.ts";',
    'import "../../../entrypoints/background.ts";',
  ],
  "src/openclaw/files": ['import "wxt/browser";', 'import "../../companion/main.ts";'],
  "src/companion": ['import "../extension/extension.ts";', 'import "../plugin/plugin.ts";'],
  "src/plugin": ['import "../companion/main.ts";'],
  "entrypoints/popup": [
    'import "../../src/openclaw/openclaw.ts";',
    'import "../../src/extension/browser/cookies.ts";',
    'import "../welcome/main.ts";',
  ],
};

/** A house of its own, so that nobody else is refused for what is planted. */
const house = realpathSync(mkdtempSync(path.join(tmpdir(), "clawkey-test-")));

beforeAll(() => {
  for (const file of [
    "oxlint.config.ts",
    "tsconfig.json",
    "src/core/tsconfig.json",
    "src/core/config/dotenv.d.ts",
  ])
    cpSync(path.join(ROOT, file), path.join(house, file));
  for (const folder of ["node_modules", ".wxt"])
    symlinkSync(path.join(ROOT, folder), path.join(house, folder));
});

afterAll(() => rmSync(house, { recursive: true, force: true }));

const run = (program: string, ...args: string[]) =>
  spawnSync(path.join(ROOT, "node_modules/.bin", program), args, { cwd: house, encoding: "utf8" }).stdout;

function plant(file: string, line: string): void {
  const planted = path.join(house, file);
  mkdirSync(path.dirname(planted), { recursive: true });
  writeFileSync(planted, `${line}\nexport {};\n`);
}

const PLANTED = Object.entries(FORBIDDEN).flatMap(([room, lines]) =>
  lines.map((line, i) => ({ room, line, file: `${room}/planted-${i}.ts` })),
);

describe("The linter refuses", () => {
  let refused: string[];

  beforeAll(() => {
    for (const { file, line } of PLANTED) plant(file, line);
    refused = run("oxlint", "--format", "unix", ...PLANTED.map(({ file }) => file)).split("\n");
  });

  it.each(PLANTED)("in $room: $line", ({ file }) => {
    const words = refused.filter((line) => line.includes(file)).join("\n");
    expect(words).toMatch(/no-restricted-(imports|globals)/);
  });
});

it.each(["process.pid;", "chrome.runtime;", "Buffer.from([]);", "document.title;"])(
  "The compiler knows no %s in src/core, though dotenv is imported there",
  (line) => {
    plant("src/core/planted.ts", `import { parse } from "dotenv";\nparse("");\n${line}`);
    expect(run("tsc", "-p", "src/core")).toContain("planted.ts(3,");
  },
);
