import { expect, it } from "vitest";
import { SESSION_KEY_VARIABLE as VARIABLE } from "../../../../src/core/config/precedence.ts";
import { findKey } from "../../../../src/openclaw/verify/find-key.ts";
import { expectFailure } from "../../../helpers/expect-failure.ts";
import { KEY_TEXT, OTHER_KEY_TEXT } from "../../../helpers/keys.ts";
import { FOREIGN_TEXTS } from "../../../helpers/places.ts";
import { fileWith, homeWith, openClawHome } from "../../../helpers/openclaw-home.ts";

it("The key that OpenClaw reads is found, with its source and path", async () => {
  const home = homeWith({ config: fileWith.config(KEY_TEXT) });
  const found = await findKey(home.browser);
  const source = { source: "configVars", path: home.paths.config, hidden: null };
  expect(found).toMatchObject({ ok: true, ...source });
  expect(found.ok && found.key.reveal()).toBe(KEY_TEXT);
  expect(JSON.stringify(found)).not.toContain(KEY_TEXT);
});

it("The terminal's variable has no path", async () => {
  const { shell } = openClawHome({ [VARIABLE]: KEY_TEXT });
  expect(await findKey(shell)).toMatchObject({ ok: true, source: "process", path: null });
});

it.each([
  [OTHER_KEY_TEXT, "another key", OTHER_KEY_TEXT],
  [undefined, "the same key", ` ${KEY_TEXT} `],
  [undefined, "nothing", ""],
  [undefined, "a reference", "${OTHER}"],
  [undefined, "what is no session key", "sk-ant-oat01-0123456789"],
])("A key hides another one, or none: here %s, where below it stands %s", async (other, _, below) => {
  const home = homeWith({ config: fileWith.config(below), dotenv: fileWith.dotenv(KEY_TEXT) });
  const { dotenv } = home.paths;
  const found = await findKey(home.browser);
  expect(found).toMatchObject({ source: "globalDotenv", path: dotenv });
  expect(found.ok && found.hidden?.reveal()).toBe(other);
});

it("A key is missing where there are no files, and where no value is one", async () => {
  expectFailure(await findKey(openClawHome().browser), "key_missing");
  const home = homeWith({ config: fileWith.config(""), dotenv: fileWith.dotenv("") });
  expectFailure(await findKey(home.browser), "key_missing");
});

it("An empty variable of the terminal hides a key, and that of a browser says nothing of OpenClaw's", async () => {
  const home = homeWith({ dotenv: fileWith.dotenv(KEY_TEXT) }, { [VARIABLE]: "" });
  expectFailure(await findKey(home.shell), "key_hidden", { source: "process" });
  expect(await findKey(home.browser)).toMatchObject({ ok: true, source: "globalDotenv" });
});

it("An empty value of a file hides a key, which comes before a config that may not be written", async () => {
  const files = { dotenv: `${VARIABLE}=\n`, gatewayDotenv: fileWith.dotenv(KEY_TEXT) };
  const home = homeWith(files, { OPENCLAW_CONFIG_READONLY: "1" });
  const detail = { source: "globalDotenv", path: home.paths.dotenv } as const;
  expectFailure(await findKey(home.browser), "key_hidden", detail);
});

it("Where no key is found, what keeps one from the config has to be known first", async () => {
  const readOnly = openClawHome({ OPENCLAW_CONFIG_READONLY: "1" });
  expectFailure(await findKey(readOnly.browser), "openclaw_read_only", { path: readOnly.paths.config });
  for (const text of ["{", fileWith.config(KEY_TEXT).slice(0, -2)]) {
    const home = homeWith({ config: text });
    const unparsable = { code: "config_unparsable", detail: { path: home.paths.config } };
    expect(await findKey(home.browser)).toMatchObject(unparsable);
  }
});

it("No key is called missing where the config may include one", async () => {
  const home = homeWith({ config: "{ env: { $include: './env' } }" });
  const place = { path: home.paths.config, line: 1, column: 10 };
  expectFailure(await findKey(home.browser), "config_included", place);
});

it.each(['"${OTHER}"', "{ source: 'env', id: 'OTHER' }"])(
  "What OpenClaw passes over in the key's place is named, for no key can go there: %s",
  async (value) => {
    const home = homeWith({ config: fileWith.config("").replace('""', value) });
    const holds = value.startsWith("{") ? "object" : "reference";
    expectFailure(await findKey(home.browser), "key_place_taken", { path: home.paths.config, holds });
  },
);

it.each(FOREIGN_TEXTS.filter(([text]) => !text.includes("${")))(
  "Of %s in the key's place only the place is named, and what kind it is: %s",
  async (text, holds) => {
    const home = homeWith({ config: fileWith.config(text) });
    const result = await findKey(home.browser);
    const detail = { source: "configVars", path: home.paths.config, holds } as const;
    expectFailure(result.ok ? { ok: true } : result, "key_unusable", detail);
    expect(JSON.stringify(result)).not.toContain(text);
  },
);
