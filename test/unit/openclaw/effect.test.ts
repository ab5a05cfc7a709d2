/** Saved is not the same as read: what a write answers where a higher source holds the variable. */
import { execFileSync } from "node:child_process";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { setKey } from "../../../src/openclaw/openclaw.ts";
import type { OpenClawPaths } from "../../../src/openclaw/files/paths.ts";
import type { FileKind, SourceName } from "../../../src/core/messages/messages.ts";
import { KEY_TEXT, OTHER_KEY_TEXT, sessionKey } from "../../helpers/keys.ts";
import { openClawHome } from "../../helpers/openclaw-home.ts";

const KEY = sessionKey(KEY_TEXT);
const VARIABLE = "CLAUDE_AI_SESSION_KEY";
const line = (value: string) => `${VARIABLE}=${value}\n`;
const EFFECTIVE = { ok: true, changed: true, effect: { effective: true } };

describe("A key that was written", () => {
  it.each<[FileKind, SourceName, keyof OpenClawPaths | null]>([
    ["config", "process", null],
    ["config", "workingFolderDotenv", "workingFolderDotenv"],
    ["config", "globalDotenv", "dotenv"],
    ["config", "configFolderDotenv", "configFolderDotenv"],
    ["config", "gatewayDotenv", "gatewayDotenv"],
    ["dotenv", "process", null],
    ["dotenv", "workingFolderDotenv", "workingFolderDotenv"],
  ])("to %s is not effective while another value stands in %s", async (kind, source, file) => {
    const home = openClawHome({
      OPENCLAW_CONFIG_PATH: "~/own/claw.json",
      ...(file ? {} : { [VARIABLE]: OTHER_KEY_TEXT }),
    });
    if (file) home.write(file, line(OTHER_KEY_TEXT));
    const effect = { effective: false, source, path: file && home.paths[file] };
    await expect(setKey(home.shell, kind, KEY)).resolves.toMatchObject({ ok: true, changed: true, effect });
  });

  it("to the .env is hidden by the config, where an empty variable shuts out the .env", async () => {
    const home = openClawHome({ [VARIABLE]: "" });
    home.write("config", `{ env: { vars: { ${VARIABLE}: "${OTHER_KEY_TEXT}" } } }`);
    const effect = { effective: false, source: "configVars", path: home.paths.config };
    await expect(setKey(home.shell, "dotenv", KEY)).resolves.toMatchObject({ effect });
  });

  it("is judged in the native host without its environment, which is the browser's", async () => {
    vi.stubEnv(VARIABLE, OTHER_KEY_TEXT);
    onTestFinished(() => void vi.unstubAllEnvs());
    const home = openClawHome({ [VARIABLE]: OTHER_KEY_TEXT });
    home.write("workingFolderDotenv", line(OTHER_KEY_TEXT));
    await expect(setKey(home.browser, "config", KEY)).resolves.toMatchObject(EFFECTIVE);
  });

  it("is not hidden by a gateway.env that OpenClaw does not read beside a state folder of its own", async () => {
    const usual = openClawHome();
    const home = openClawHome({ HOME: usual.folder, OPENCLAW_STATE_DIR: "~/own" });
    usual.write("gatewayDotenv", line(OTHER_KEY_TEXT));
    await expect(setKey(home.browser, "config", KEY)).resolves.toMatchObject(EFFECTIVE);
  });

  it("is not hidden by a .env that is larger than OpenClaw reads", async () => {
    const home = openClawHome();
    home.write("dotenv", `${line(OTHER_KEY_TEXT)}A=${"x".repeat(1024 * 1024)}\n`);
    await expect(setKey(home.browser, "config", KEY)).resolves.toMatchObject(EFFECTIVE);
  });

  it("is not hidden by a .env that is no plain file, and nobody waits for one", async () => {
    const home = openClawHome();
    home.write("config", "{}");
    execFileSync("mkfifo", [home.paths.dotenv]);
    await expect(setKey(home.browser, "config", KEY)).resolves.toMatchObject(EFFECTIVE);
  }, 2_000);
});
