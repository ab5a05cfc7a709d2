import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import packageJson from "../../../package.json" with { type: "json" };
import { fileId } from "../../../src/openclaw/files/key-files.ts";
import { status, type Instance } from "../../../src/openclaw/openclaw.ts";
import { StatusReply } from "../../../src/core/messages/messages.ts";
import { expectFailure } from "../../helpers/expect-failure.ts";
import { fileTree } from "../../helpers/file-tree.ts";
import { KEY_TEXT, OTHER_KEY_TEXT, sessionKey } from "../../helpers/keys.ts";
import { openClawHome } from "../../helpers/openclaw-home.ts";
import { REFUSED_FILES, SYMBOLIC_LINK } from "../../helpers/refused-files.ts";

const SALT = "0123456789abcdef0123456789abcdef";
const VARIABLE = "CLAUDE_AI_SESSION_KEY";

/** Whatever it says, it is a reply by the protocol and holds no key. */
async function reported(place: Instance): Promise<StatusReply> {
  const reply = await status(place, SALT);
  expect(StatusReply.parse(JSON.parse(JSON.stringify(reply)))).toEqual(reply);
  expect(JSON.stringify(reply)).not.toContain("sk-ant-");
  return reply;
}

describe("status", () => {
  it("says where OpenClaw's files would be, and makes none", async () => {
    const home = openClawHome();
    const before = fileTree(home.folder);
    const missing = { exists: false, fingerprint: null, problem: null };
    const { config, dotenv } = home.paths;
    await expect(reported(home.browser)).resolves.toEqual({
      ok: true,
      protocol: 1,
      version: packageJson.version,
      browsers: [],
      files: {
        config: { id: fileId(config), path: config, ...missing },
        dotenv: { id: fileId(dotenv), path: dotenv, ...missing },
      },
      effective: null,
    });
    expect(fileTree(home.folder)).toEqual(before);
  });

  it("fingerprints what stands in each file, as the extension does, and says which one counts", async () => {
    const home = openClawHome();
    home.write("config", `{ env: { vars: { ${VARIABLE}: "${KEY_TEXT}" } } }`);
    home.write("dotenv", `${VARIABLE}=${OTHER_KEY_TEXT}\n`);
    const [inConfig, inDotenv] = await Promise.all(
      [KEY_TEXT, OTHER_KEY_TEXT].map((text) => sessionKey(text).fingerprint(SALT)),
    );
    await expect(reported(home.browser)).resolves.toMatchObject({
      files: {
        config: { exists: true, fingerprint: inConfig },
        dotenv: { exists: true, fingerprint: inDotenv },
      },
      effective: { source: "globalDotenv", path: home.paths.dotenv, fingerprint: inDotenv },
    });
  });

  it("names the browsers that it was installed for", async () => {
    const home = openClawHome();
    const place = { ...home.browser, browsers: ["chrome", "firefox"] };
    await expect(reported(place)).resolves.toMatchObject({ browsers: ["chrome", "firefox"] });
  });

  it("names a source whose value is no session key, without a fingerprint", async () => {
    const home = openClawHome();
    home.write("dotenv", `${VARIABLE}=sk-ant-oat01-${"o".repeat(90)}\n`);
    await expect(reported(home.browser)).resolves.toMatchObject({
      files: { dotenv: { exists: true, fingerprint: null, problem: null } },
      effective: { source: "globalDotenv", fingerprint: null },
    });
  });

  it("sees the process environment from a command line, and not from a browser", async () => {
    const home = openClawHome({ [VARIABLE]: KEY_TEXT });
    await expect(reported(home.shell)).resolves.toMatchObject({
      effective: { source: "process", path: null },
    });
    await expect(reported(home.browser)).resolves.toMatchObject({ effective: null });
  });

  it("does not wait for a .env that is no plain file", async () => {
    const home = openClawHome();
    home.write("config", "{}");
    execFileSync("mkfifo", [home.paths.dotenv]);
    await expect(reported(home.browser)).resolves.toMatchObject({
      files: { dotenv: { problem: { code: "file_not_regular" } } },
    });
  }, 2_000);
});

describe("status says why a write would be refused, where", () => {
  it.each([
    ["{ a: ", "config_unparsable", { line: 1, column: 6 }],
    ["[1]", "config_root_not_object", {}],
    ["{ env: 'text' }", "config_env_not_object", {}],
    ["{ env: { vars: [] } }", "config_vars_not_object", {}],
    ["{ env: { $include: './env.json5' } }", "config_included", { line: 1, column: 10 }],
    ["{ a: +.5 }", "config_unsupported", {}],
  ] as const)("the config holds %j: %s", async (text, code, place) => {
    const home = openClawHome();
    home.write("config", text);
    const { files } = await reported(home.browser);
    expectFailure(files.config.problem!, code, { path: home.paths.config, ...place });
    expect(files.dotenv.problem).toBeNull();
  });

  it.each([...REFUSED_FILES, SYMBOLIC_LINK])("$what stands there: $code", async ({ make, code }) => {
    const home = openClawHome();
    mkdirSync(path.dirname(home.paths.config));
    make(home.paths.config);
    const { files } = await reported(home.browser);
    expect(files.config).toMatchObject({ exists: true, fingerprint: null });
    expectFailure(files.config.problem!, code, { path: home.paths.config });
  });

  it.each([["{}"], [null]])("OpenClaw's config is read-only, holding %j", async (text) => {
    const home = openClawHome({ OPENCLAW_CONFIG_READONLY: "1" });
    if (text !== null) home.write("config", text);
    const { files } = await reported(home.browser);
    expectFailure(files.config.problem!, "openclaw_read_only", { path: home.paths.config });
    expect(files.dotenv.problem).toBeNull();
  });
});

describe("fileId", () => {
  it("names a path without showing it, and another path differently", () => {
    expect(fileId("/home/you/.openclaw/openclaw.json")).toMatch(/^[0-9a-f]{32}$/);
    expect(fileId("/home/you/.openclaw/openclaw.json")).not.toBe(fileId("/home/you/.openclaw/.env"));
  });
});
