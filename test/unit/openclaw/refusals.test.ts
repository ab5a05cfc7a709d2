/** What may not be written is refused by `setKey` and `removeKey` and told by `status`, and nothing is touched. */
import { mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { FailureCode } from "../../../src/core/messages/failures.ts";
import type { Detail, FileKind } from "../../../src/core/messages/messages.ts";
import { removeKey, setKey, status } from "../../../src/openclaw/openclaw.ts";
import { expectFailure } from "../../helpers/expect-failure.ts";
import { fileTree } from "../../helpers/file-tree.ts";
import { KEY_TEXT, sessionKey } from "../../helpers/keys.ts";
import { homeWith, openClawHome, type OpenClawHome } from "../../helpers/openclaw-home.ts";
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

it.each<[FileKind, string, FailureCode, Detail?]>([
  ["config", "{ a: ", "config_unparsable", { line: 1, column: 6 }],
  ["config", "{ env: { vars: [] } }", "config_vars_not_object"],
  ["config", "{ env: { $include: './env.json5' } }", "config_included", { line: 1, column: 10 }],
  ["dotenv", `A=${"x".repeat(1024 * 1024)}\n`, "file_too_large"],
])("Refused is a %s with the text %.40s: %s", async (kind, text, code, place) => {
  await expectRefused(homeWith({ [kind]: text }), kind, code, place);
});

describe.each(["config", "dotenv"] as const)("Refused is at the place of the %s", (kind) => {
  it.for(kind === "config" ? [...REFUSED_FILES, SYMBOLIC_LINK] : REFUSED_FILES)(
    "$what: $code",
    async ({ make, code, needsRoot }, { skip }) => {
      skip(needsRoot === true && process.getuid?.() !== 0, "Needs root, which alone can give a file away");
      const home = openClawHome();
      mkdirSync(path.dirname(home.paths[kind]));
      make(home.paths[kind]);
      await expectRefused(home, kind, code);
    },
  );
});

it.for(REFUSED_FILES)(
  "Refused is a .env that links to $what",
  async ({ make, code, needsRoot }, { skip }) => {
    skip(needsRoot === true && process.getuid?.() !== 0, "Needs root, which alone can make it");
    const home = openClawHome();
    const { dotenv } = home.paths;
    mkdirSync(path.dirname(dotenv));
    const end = path.join(home.folder, "end");
    make(end);
    symlinkSync(end, dotenv);
    // A link to what nobody may write is one into a store.
    const [expected, place] = code === "file_read_only" ? (["link_to_store", dotenv] as const) : [code, end];
    await expectRefused(home, "dotenv", expected, { path: place });
  },
);

it.each(["OPENCLAW_CONFIG_READONLY", "OPENCLAW_NIX_MODE"])(
  "Under %s the config is refused, there or not, but for a removal where it is not; the .env is free",
  async (variable) => {
    const home = openClawHome({ [variable]: "1" });
    const detail = { path: home.paths.config };
    expectFailure(await setKey(home.browser, "config", KEY), "openclaw_read_only", detail);
    const { files } = await status(home.browser, "0".repeat(32));
    expectFailure(files.config.problem!, "openclaw_read_only", detail);
    expect(await removeKey(home.browser, "config")).toMatchObject({ ok: true, changed: false });
    expect(home.read("config")).toBeNull();
    home.write("config", "{}");
    await expectRefused(home, "config", "openclaw_read_only");
    expect(await setKey(home.browser, "dotenv", KEY)).toMatchObject({ ok: true, changed: true });
  },
);
