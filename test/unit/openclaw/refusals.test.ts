/** What may not be written is refused by `setKey` and `removeKey` and told by `status`, and nothing is touched. */
import { mkdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { removeKey, setKey, status } from "../../../src/openclaw/openclaw.ts";
import type { Detail, FileKind } from "../../../src/core/messages/messages.ts";
import type { FailureCode } from "../../../src/core/messages/failures.ts";
import { expectFailure } from "../../helpers/expect-failure.ts";
import { fileTree } from "../../helpers/file-tree.ts";
import { KEY_TEXT, sessionKey } from "../../helpers/keys.ts";
import { openClawHome, type OpenClawHome } from "../../helpers/openclaw-home.ts";
import { REFUSED_FILES, SYMBOLIC_LINK } from "../../helpers/refused-files.ts";

const KEY = sessionKey(KEY_TEXT);
const OTHER = { config: "dotenv", dotenv: "config" } as const;

async function expectRefused(home: OpenClawHome, kind: FileKind, code: FailureCode, place: Detail = {}) {
  const before = fileTree(home.folder);
  const detail = { path: home.paths[kind], ...place };
  expectFailure(await setKey(home.browser, kind, KEY), code, detail);
  expectFailure(await removeKey(home.browser, kind), code, detail);
  const { files } = await status(home.browser, "0".repeat(32));
  expectFailure(files[kind].problem!, code, detail);
  expect(files[kind]).toMatchObject({ exists: true, fingerprint: null });
  expect(files[OTHER[kind]].problem).toBeNull();
  expect(fileTree(home.folder)).toEqual(before);
}

describe("Refused is", () => {
  it.each<[string, FailureCode, Detail]>([
    ["{ a: ", "config_unparsable", { line: 1, column: 6 }],
    ["", "config_unparsable", { line: 1, column: 1 }],
    ["[1]", "config_root_not_object", {}],
    ["{ env: 'text' }", "config_env_not_object", {}],
    ["{ env: { vars: [] } }", "config_vars_not_object", {}],
    ["{ env: { $include: './env.json5' } }", "config_included", { line: 1, column: 10 }],
    ["{ a: +.5 }", "config_unsupported", {}],
  ])("a config with the text %j: %s", async (text, code, place) => {
    const home = openClawHome();
    home.write("config", text);
    await expectRefused(home, "config", code, place);
  });

  it("a .env that is larger than OpenClaw reads", async () => {
    const home = openClawHome();
    home.write("dotenv", `A=${"x".repeat(1024 * 1024)}\n`);
    await expectRefused(home, "dotenv", "file_too_large");
  });

  describe.each(["config", "dotenv"] as const)("at the place of the %s", (kind) => {
    const files = kind === "config" ? [...REFUSED_FILES, SYMBOLIC_LINK] : REFUSED_FILES;

    it.each(files)("$what: $code", async ({ make, code }) => {
      const home = openClawHome();
      mkdirSync(path.dirname(home.paths[kind]));
      make(home.paths[kind]);
      await expectRefused(home, kind, code);
    });
  });

  it.each(["OPENCLAW_CONFIG_READONLY", "OPENCLAW_NIX_MODE"])(
    "the config under %s, which leaves the .env free",
    async (variable) => {
      const home = openClawHome({ [variable]: "1" });
      home.write("config", "{}");
      await expectRefused(home, "config", "openclaw_read_only");
      await expect(setKey(home.browser, "dotenv", KEY)).resolves.toMatchObject({ ok: true, changed: true });
    },
  );

  it("a config that is missing under OPENCLAW_CONFIG_READONLY, but for a removal", async () => {
    const home = openClawHome({ OPENCLAW_CONFIG_READONLY: "1" });
    const detail = { path: home.paths.config };
    expectFailure(await setKey(home.browser, "config", KEY), "openclaw_read_only", detail);
    const { files } = await status(home.browser, "0".repeat(32));
    expectFailure(files.config.problem!, "openclaw_read_only", detail);
    await expect(removeKey(home.browser, "config")).resolves.toMatchObject({ ok: true, changed: false });
    expect(home.read("config")).toBeNull();
  });
});
