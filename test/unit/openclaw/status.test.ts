import { mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import packageJson from "../../../package.json" with { type: "json" };
import { stillReadLines } from "../../../src/companion/cli/report.ts";
import { SESSION_KEY_VARIABLE as VARIABLE } from "../../../src/core/config/precedence.ts";
import type { FailureCode } from "../../../src/core/messages/failures.ts";
import { StatusReply } from "../../../src/core/messages/messages.ts";
import { fileId } from "../../../src/openclaw/files/key-files.ts";
import { openClawPaths } from "../../../src/openclaw/files/paths.ts";
import { removeKey, setKey, status, type Instance } from "../../../src/openclaw/openclaw.ts";
import { findKey } from "../../../src/openclaw/verify/find-key.ts";
import { expectFailure } from "../../helpers/expect-failure.ts";
import { fileTree } from "../../helpers/file-tree.ts";
import { KEY_TEXT, OTHER_KEY_TEXT, sessionKey } from "../../helpers/keys.ts";
import { FOREIGN_TEXTS } from "../../helpers/places.ts";
import { deadProcess } from "../../helpers/processes.ts";
import { fileWith, homeWith, openClawHome } from "../../helpers/openclaw-home.ts";

const SALT = "0123456789abcdef0123456789abcdef";
const fingerprint = await sessionKey(KEY_TEXT).fingerprint(SALT);

/** Whatever it says, it is a reply by the protocol and holds no key. */
async function reported(instance: Instance): Promise<StatusReply> {
  const reply = await status(instance, SALT);
  expect(StatusReply.parse(JSON.parse(JSON.stringify(reply)))).toEqual(reply);
  expect(JSON.stringify(reply)).not.toContain("sk-ant-");
  return reply;
}

it("Where there are no files, status says where they would be, and makes none", async () => {
  const home = openClawHome();
  const before = fileTree(home.folder);
  const missing = { exists: false, fingerprint: null, problem: null };
  const { config, dotenv } = home.paths;
  expect(await reported({ ...home.browser, browsers: ["chrome", "firefox"] })).toEqual({
    ok: true,
    protocol: 1,
    version: packageJson.version,
    browsers: ["chrome", "firefox"],
    files: {
      config: { id: fileId(config), path: config, ...missing },
      dotenv: { id: fileId(dotenv), path: dotenv, ...missing },
    },
    effective: null,
    setAside: [],
  });
  expect(fileTree(home.folder)).toEqual(before);
});

it("What stands in each file is fingerprinted, as the extension does it, and the one that counts is named", async () => {
  const home = homeWith({ config: fileWith.config(OTHER_KEY_TEXT), dotenv: fileWith.dotenv(KEY_TEXT) });
  const inConfig = await sessionKey(OTHER_KEY_TEXT).fingerprint(SALT);
  expect(await reported(home.browser)).toMatchObject({
    browsers: [],
    files: { config: { exists: true, fingerprint: inConfig }, dotenv: { exists: true, fingerprint } },
    effective: { source: "globalDotenv", path: home.paths.dotenv, fingerprint },
  });
});

it.each(FOREIGN_TEXTS)("What OpenClaw reads and is no session key is named: %s, %s", async (text, holds) => {
  const home = homeWith({ dotenv: fileWith.dotenv(text) });
  const problem = { ok: false, code: "key_place_taken", detail: { path: home.paths.dotenv, holds } };
  expect(await reported(home.browser)).toMatchObject({
    files: { dotenv: { exists: true, fingerprint: null, problem } },
    effective: { source: "globalDotenv", fingerprint: null, holds },
  });
});

it("A key directly under env is seen where OpenClaw reads it", async () => {
  const home = homeWith({ config: `{ env: { ${VARIABLE}: "${KEY_TEXT}" } }` });
  const { files, effective } = await reported(home.browser);
  expect(files.config).toMatchObject({ fingerprint, problem: null });
  expect(effective).toMatchObject({ source: "configFlat", fingerprint });
});

it("The process environment is seen from a command line, and not from a browser", async () => {
  const home = openClawHome({ [VARIABLE]: KEY_TEXT });
  expect(await reported(home.shell)).toMatchObject({ effective: { source: "process", path: null } });
  expect(await reported(home.browser)).toMatchObject({ effective: null });
});

it.each([
  ["{ $include: './base.json5' }", "base.json5"],
  ["{ $include: '../base.json5', env: { vars: {} } }", "../base.json5"],
  ["{ env: { $include: '/etc/env.json5' } }", "/etc/env.json5"],
  ["{ env: { vars: { $include: ['a', 'b'] } } }", "openclaw.json"],
])(
  "Whether OpenClaw finds a key is unknown where the config holds %s, and the place is named: %s",
  async (text, file) => {
    const home = homeWith({ config: text });
    const included = path.resolve(path.dirname(home.paths.config), file);
    const unknown = { source: "configVars", path: included, fingerprint: null, unknown: true };
    expect((await reported(home.browser)).effective).toEqual(unknown);
  },
);

it("Whether OpenClaw finds a key in a config that is too large for Clawkey is unknown, and never no", async () => {
  const home = homeWith({ config: `${fileWith.config(KEY_TEXT)}${" ".repeat(2 * 1024 * 1024)}` });
  const { effective } = await reported(home.browser);
  expect(effective).toEqual({
    source: "configVars",
    path: home.paths.config,
    fingerprint: null,
    unknown: true,
  });
});

it("A key under env.vars counts, whatever is included beside it", async () => {
  const home = homeWith({ config: fileWith.config(KEY_TEXT).replace("vars", "$include: './env', vars") });
  const { effective } = await reported(home.browser);
  expect(effective).toEqual({ source: "configVars", path: home.paths.config, fingerprint });
});

it("What a killed write has left is gone after status too, at the end of a link as well, and no other file", async () => {
  const home = homeWith({ config: "{}", dotenv: "" });
  const elsewhere = path.join(home.folder, "elsewhere");
  mkdirSync(elsewhere);
  renameSync(home.paths.dotenv, path.join(elsewhere, "env"));
  symlinkSync(path.join(elsewhere, "env"), home.paths.dotenv);
  const before = fileTree(home.folder);
  const left = `.clawkey.${deadProcess()}.01234567-89ab-cdef-0123-456789abcdef.tmp`;
  for (const folder of [path.dirname(home.paths.config), elsewhere])
    writeFileSync(path.join(folder, left), KEY_TEXT, { mode: 0o600 });
  await reported(home.browser);
  expect(fileTree(home.folder)).toEqual(before);
});

it("A file's id names a path without showing it, and another path differently", () => {
  expect(fileId("/home/you/.openclaw/openclaw.json")).toMatch(/^[0-9a-f]{32}$/);
  expect(fileId("/home/you/.openclaw/openclaw.json")).not.toBe(fileId("/home/you/.openclaw/.env"));
});

/** More than is read: of blank lines, of characters, of brackets. */
const SPARSE = `# x${"\n".repeat(20_000)}`;
const UNREAD: ["config" | "dotenv", FailureCode, string][] = [
  ["dotenv", "dotenv_unsupported", `${SPARSE}${fileWith.dotenv(KEY_TEXT)}`],
  ["config", "config_unsupported", `{ x: "${"y".repeat(1_600_000)}", env: {} }`],
  ["config", "config_unsupported", `{ x: ${"[".repeat(600)}${"]".repeat(600)} }`],
];

it.each(UNREAD)(
  "Of a %s that is not read it is not said that no key is there: %s",
  async (kind, code, text) => {
    const home = homeWith({ [kind]: text });
    const source = kind === "config" ? "configVars" : "globalDotenv";
    const { effective } = await status(home.browser, SALT);
    expect(effective).toEqual({ source, path: home.paths[kind], fingerprint: null, unknown: true });
    expect(stillReadLines(effective)[0]).toContain("Can't tell");
    expectFailure(await findKey(home.browser), code, { path: home.paths[kind] });
  },
);

it("Where the .env is not read, it may say that the config is elsewhere: none is touched", async () => {
  const home = homeWith({ dotenv: `OPENCLAW_STATE_DIR=/elsewhere\n${SPARSE}` });
  const browser = { ...home.browser, paths: openClawPaths(home.system) };
  const before = fileTree(home.folder);
  const refusal = ["dotenv_unsupported", { path: home.paths.dotenv }] as const;
  expectFailure(await setKey(browser, "config", sessionKey(KEY_TEXT)), ...refusal);
  expectFailure(await removeKey(browser, "config"), ...refusal);
  expectFailure((await status(browser, SALT)).files.config.problem!, ...refusal);
  expect(fileTree(home.folder)).toEqual(before);
});
