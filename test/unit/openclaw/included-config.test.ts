/** A config that includes other files: what they hold is unknown, and they are never read or changed. */
import path from "node:path";
import { describe, expect, it } from "vitest";
import { removeKey, setKey, status } from "../../../src/openclaw/openclaw.ts";
import { StatusReply } from "../../../src/core/messages/messages.ts";
import { findKey } from "../../../src/openclaw/verify/find-key.ts";
import { expectFailure } from "../../helpers/expect-failure.ts";
import { fileTree } from "../../helpers/file-tree.ts";
import { KEY_TEXT, OTHER_KEY_TEXT, sessionKey } from "../../helpers/keys.ts";
import { openClawHome, type OpenClawHome } from "../../helpers/openclaw-home.ts";

const SALT = "0123456789abcdef0123456789abcdef";
const KEY = sessionKey(KEY_TEXT);
const VARIABLE = "CLAUDE_AI_SESSION_KEY";
const OWN = `vars: { ${VARIABLE}: "${OTHER_KEY_TEXT}" }`;

function homeWith(config: string): OpenClawHome {
  const home = openClawHome();
  home.write("config", config);
  return home;
}

/** As it comes over to the extension. */
async function effective(home: OpenClawHome): Promise<StatusReply["effective"]> {
  return StatusReply.parse(await status(home.browser, SALT)).effective;
}

describe("Whether OpenClaw finds a key is unknown, and no key is called missing, where", () => {
  it.each<[string, column: number, file: string]>([
    ["{ $include: './base.json5' }", 3, "base.json5"],
    ["{ $include: '../base.json5', env: { vars: {} } }", 3, "../base.json5"],
    ["{ env: { $include: '/etc/env.json5' } }", 10, "/etc/env.json5"],
    ["{ env: { vars: { $include: ['a', 'b'] } } }", 18, "openclaw.json"],
  ])("the config holds %s", async (text, column, file) => {
    const home = homeWith(text);
    const { config } = home.paths;
    const included = path.resolve(path.dirname(config), file);
    const unknown = { source: "configVars", path: included, fingerprint: null, unknown: true };
    expect(await effective(home)).toEqual(unknown);
    expectFailure(await findKey(home.browser), "config_included", { path: config, line: 1, column });
  });
});

describe("OpenClaw reads, whatever is included,", () => {
  it.each([
    ["a key beside an include at the root", `{ $include: './base', env: { ${OWN} } }`],
    ["a key beside an include in env", `{ env: { $include: './env', ${OWN} } }`],
  ])("%s", async (_, text) => {
    const home = homeWith(text);
    const fingerprint = await sessionKey(OTHER_KEY_TEXT).fingerprint(SALT);
    const expected = { source: "configVars", path: home.paths.config, fingerprint };
    expect(await effective(home)).toEqual(expected);
  });

  it("a key in the .env, which can be set", async () => {
    const home = homeWith("{ env: { $include: './env' } }");
    const set = await setKey(home.browser, "dotenv", KEY);
    expect(set).toMatchObject({ ok: true, effect: { effective: true } });
    expect(await effective(home)).toMatchObject({ source: "globalDotenv" });
  });
});

describe("A config that includes other files", () => {
  it.each([
    ["{ env: { $include: './env' } }", 10],
    [`{ env: { $include: './env', ${OWN} } }`, 10],
    ["{ env: { vars: { $include: './vars' } } }", 18],
  ])("is not changed where it holds %s, and the place is named", async (text, column) => {
    const home = homeWith(text);
    const before = fileTree(home.folder);
    const place = { path: home.paths.config, line: 1, column };
    expectFailure(await setKey(home.browser, "config", KEY), "config_included", place);
    expectFailure(await removeKey(home.browser, "config"), "config_included", place);
    expectFailure((await status(home.browser, SALT)).files.config.problem!, "config_included", place);
    expect(fileTree(home.folder)).toEqual(before);
  });

  it.each(["{ $include: './base' }", "{ $include: './base', env: {} }"])(
    "gets an env of its own, which wins, where it holds %s",
    async (text) => {
      const home = homeWith(text);
      const set = await setKey(home.browser, "config", KEY);
      expect(set).toMatchObject({ ok: true, changed: true, effect: { effective: true } });
      expect(home.read("config")).toContain(KEY_TEXT);
      await removeKey(home.browser, "config");
      expect(home.read("config")).toBe(text);
    },
  );
});
