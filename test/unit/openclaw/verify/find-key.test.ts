import { describe, expect, it } from "vitest";
import { findKey } from "../../../../src/openclaw/verify/find-key.ts";
import { SESSION_KEY_VARIABLE as VARIABLE } from "../../../../src/core/config/precedence.ts";
import { expectFailure } from "../../../helpers/expect-failure.ts";
import { KEY_TEXT, OTHER_KEY_TEXT, WRONG_SECRETS } from "../../../helpers/keys.ts";
import { openClawHome } from "../../../helpers/openclaw-home.ts";

const inConfig = (value: string) => JSON.stringify({ env: { vars: { [VARIABLE]: value } } });
const inDotenv = (value: string) => `${VARIABLE}=${value}\n`;

describe("The key that OpenClaw reads", () => {
  it("is found, with its source and path", async () => {
    const home = openClawHome();
    home.write("config", inConfig(KEY_TEXT));
    const found = await findKey(home.browser);
    expect(found).toMatchObject({
      ok: true,
      source: "configVars",
      path: home.paths.config,
      hidesAnother: false,
    });
    expect(found.ok && found.key.reveal()).toBe(KEY_TEXT);
    expect(JSON.stringify(found)).not.toContain(KEY_TEXT);
  });

  it("has no path where it is the terminal's variable", async () => {
    const home = openClawHome({ [VARIABLE]: KEY_TEXT });
    await expect(findKey(home.shell)).resolves.toMatchObject({ ok: true, source: "process", path: null });
  });

  it("hides another one below it, and knows it", async () => {
    const home = openClawHome();
    home.write("config", inConfig(KEY_TEXT));
    home.write("dotenv", inDotenv(OTHER_KEY_TEXT));
    await expect(findKey(home.browser)).resolves.toMatchObject({
      source: "globalDotenv",
      path: home.paths.dotenv,
      hidesAnother: true,
    });
  });

  it.each([
    ["the same key", ` ${KEY_TEXT} `],
    ["nothing", ""],
    ["a reference", "${OTHER}"],
    ["what is no session key", "sk-ant-oat01-0123456789"],
  ])("hides no other key where below it stands %s", async (_, below) => {
    const home = openClawHome();
    home.write("config", inConfig(below));
    home.write("dotenv", inDotenv(KEY_TEXT));
    await expect(findKey(home.browser)).resolves.toMatchObject({ ok: true, hidesAnother: false });
  });
});

describe("There is none to read where", () => {
  it("there are no files", async () => {
    expectFailure(await findKey(openClawHome().browser), "key_missing");
  });

  it.each([
    ["a blank", ""],
    ["a reference", "${OTHER}"],
  ])("the config has %s for it, with nothing better anywhere", async (_, value) => {
    const home = openClawHome();
    home.write("config", inConfig(value));
    home.write("dotenv", inDotenv(""));
    expectFailure(await findKey(home.browser), "key_missing");
  });

  it("the config may not be written: the user has to know that first", async () => {
    const home = openClawHome({ OPENCLAW_CONFIG_READONLY: "1" });
    expectFailure(await findKey(home.browser), "openclaw_read_only", { path: home.paths.config });
  });

  it("an empty variable of the terminal hides it", async () => {
    const home = openClawHome({ [VARIABLE]: "" });
    home.write("dotenv", inDotenv(KEY_TEXT));
    expectFailure(await findKey(home.shell), "key_hidden", { source: "process" });
    // The browser's own environment says nothing of OpenClaw's.
    await expect(findKey(home.browser)).resolves.toMatchObject({ ok: true, source: "globalDotenv" });
  });

  it("an empty value of a file hides it", async () => {
    const home = openClawHome({ OPENCLAW_CONFIG_READONLY: "1" });
    home.write("dotenv", `${VARIABLE}=\n`);
    home.write("gatewayDotenv", inDotenv(KEY_TEXT));
    const detail = { source: "globalDotenv", path: home.paths.dotenv } as const;
    expectFailure(await findKey(home.browser), "key_hidden", detail);
  });

  it.each(["openclaw.json", "the middle of openclaw.json"])(
    "%s is broken, whatever stood there",
    async (place) => {
      const home = openClawHome();
      home.write("config", place === "openclaw.json" ? "{" : inConfig(KEY_TEXT).slice(0, -2));
      const result = await findKey(home.browser);
      expect(result).toMatchObject({ code: "config_unparsable", detail: { path: home.paths.config } });
    },
  );

  it.each(WRONG_SECRETS)("it is %s: its place is named", async (_, text) => {
    const home = openClawHome();
    home.write("config", inConfig(text));
    const result = await findKey(home.browser);
    expectFailure(result.ok ? { ok: true } : result, "key_unusable", {
      source: "configVars",
      path: home.paths.config,
    });
    expect(JSON.stringify(result)).not.toContain(text);
  });
});
