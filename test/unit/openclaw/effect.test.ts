/** Saved is not the same as read: what a write answers where a higher source holds the variable. */
import { execFileSync } from "node:child_process";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { setKey } from "../../../src/openclaw/openclaw.ts";
import type { OpenClawPaths } from "../../../src/openclaw/files/paths.ts";
import type { FileKind, SourceName } from "../../../src/core/messages/messages.ts";
import { KEY_TEXT, OTHER_KEY_TEXT, sessionKey } from "../../helpers/keys.ts";
import { openClawHome, type OpenClawHome } from "../../helpers/openclaw-home.ts";

const KEY = sessionKey(KEY_TEXT);
const VARIABLE = "CLAUDE_AI_SESSION_KEY";
const line = (value: string) => `${VARIABLE}=${value}\n`;
const flat = (value: string) => `{ env: { ${VARIABLE}: "${value}" } }`;

/** Where a source stands, and how a value gets there. */
const SOURCES: Record<SourceName, (home: OpenClawHome, value: string) => string | null> = {
  process: () => null,
  workingFolderDotenv: (home, value) => written(home, "workingFolderDotenv", line(value)),
  globalDotenv: (home, value) => written(home, "dotenv", line(value)),
  configFolderDotenv: (home, value) => written(home, "configFolderDotenv", line(value)),
  gatewayDotenv: (home, value) => written(home, "gatewayDotenv", line(value)),
  configFlat: (home, value) => written(home, "config", flat(value)),
  configVars: (home, value) => written(home, "config", `{ env: { vars: { ${VARIABLE}: "${value}" } } }`),
};

const HIGHER: readonly [FileKind, SourceName][] = [
  ["config", "process"],
  ["config", "workingFolderDotenv"],
  ["config", "globalDotenv"],
  ["config", "gatewayDotenv"],
  ["dotenv", "process"],
  ["dotenv", "workingFolderDotenv"],
];

describe("A key that was written", () => {
  it.each(HIGHER)("to %s is not effective while another value stands in %s", async (kind, source) => {
    const home = openClawHome(source === "process" ? { [VARIABLE]: OTHER_KEY_TEXT } : {});
    const path = SOURCES[source](home, OTHER_KEY_TEXT);
    await expect(setKey(home.shell, kind, KEY)).resolves.toMatchObject({
      ok: true,
      changed: true,
      effect: { effective: false, source, path },
    });
  });

  it.each(HIGHER)("to %s is effective where %s holds the same", async (kind, source) => {
    const home = openClawHome(source === "process" ? { [VARIABLE]: ` ${KEY_TEXT}\n` } : {});
    SOURCES[source](home, KEY_TEXT);
    await expect(setKey(home.shell, kind, KEY)).resolves.toMatchObject({ effect: { effective: true } });
  });

  it.each<[FileKind, SourceName]>([
    ["dotenv", "gatewayDotenv"],
    ["dotenv", "configFlat"],
    ["dotenv", "configVars"],
  ])("to %s is effective whatever stands in %s", async (kind, source) => {
    const home = openClawHome();
    SOURCES[source](home, OTHER_KEY_TEXT);
    await expect(setKey(home.shell, kind, KEY)).resolves.toMatchObject({ effect: { effective: true } });
  });

  it.each<[SourceName]>([["process"], ["workingFolderDotenv"]])(
    "to the .env is not effective while a blank value stands in %s",
    async (source) => {
      const home = openClawHome(source === "process" ? { [VARIABLE]: "" } : {});
      const path = SOURCES[source](home, "");
      await expect(setKey(home.shell, "dotenv", KEY)).resolves.toMatchObject({
        effect: { effective: false, source, path },
      });
    },
  );

  it("to the config is effective though blank values stand above it", async () => {
    const home = openClawHome({ [VARIABLE]: "" });
    SOURCES.globalDotenv(home, "");
    await expect(setKey(home.shell, "config", KEY)).resolves.toMatchObject({ effect: { effective: true } });
  });

  it("is judged in the native host without its environment, which is the browser's", async () => {
    vi.stubEnv(VARIABLE, OTHER_KEY_TEXT);
    onTestFinished(() => void vi.unstubAllEnvs());
    const home = openClawHome({ [VARIABLE]: OTHER_KEY_TEXT });
    SOURCES.workingFolderDotenv(home, OTHER_KEY_TEXT);
    await expect(setKey(home.browser, "config", KEY)).resolves.toMatchObject({ effect: { effective: true } });
  });

  it("is not hidden by a gateway.env that OpenClaw does not read beside a state folder of its own", async () => {
    const usual = openClawHome();
    const home = openClawHome({ HOME: usual.folder, OPENCLAW_STATE_DIR: "~/own" });
    SOURCES.gatewayDotenv(usual, OTHER_KEY_TEXT);
    await expect(setKey(home.browser, "config", KEY)).resolves.toMatchObject({ effect: { effective: true } });
  });

  it("is not hidden by a .env that is larger than OpenClaw reads", async () => {
    const home = openClawHome();
    home.write("dotenv", `${line(OTHER_KEY_TEXT)}A=${"x".repeat(1024 * 1024)}\n`);
    await expect(setKey(home.browser, "config", KEY)).resolves.toMatchObject({ effect: { effective: true } });
  });

  it("is not hidden by a .env that is no plain file, and nobody waits for one", async () => {
    const home = openClawHome();
    home.write("config", "{}");
    execFileSync("mkfifo", [home.paths.dotenv]);
    await expect(setKey(home.browser, "config", KEY)).resolves.toMatchObject({ effect: { effective: true } });
  }, 2_000);
});

function written(home: OpenClawHome, file: keyof OpenClawPaths, text: string): string | null {
  home.write(file, text);
  return home.paths[file];
}
