import { describe, expect, it } from "vitest";
import packageJson from "../../../package.json" with { type: "json" };
import { fileId } from "../../../src/openclaw/files/key-files.ts";
import { status, type Instance } from "../../../src/openclaw/openclaw.ts";
import { StatusReply } from "../../../src/core/messages/messages.ts";
import { fileTree } from "../../helpers/file-tree.ts";
import { KEY_TEXT, OTHER_KEY_TEXT, sessionKey } from "../../helpers/keys.ts";
import { openClawHome } from "../../helpers/openclaw-home.ts";

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
});

describe("fileId", () => {
  it("names a path without showing it, and another path differently", () => {
    expect(fileId("/home/you/.openclaw/openclaw.json")).toMatch(/^[0-9a-f]{32}$/);
    expect(fileId("/home/you/.openclaw/openclaw.json")).not.toBe(fileId("/home/you/.openclaw/.env"));
  });
});
