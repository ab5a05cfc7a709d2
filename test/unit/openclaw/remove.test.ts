import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { removeKey, setKey } from "../../../src/openclaw/openclaw.ts";
import { expectFailure } from "../../helpers/expect-failure.ts";
import { fileTree } from "../../helpers/file-tree.ts";
import { KEY_TEXT, OTHER_KEY_TEXT, sessionKey } from "../../helpers/keys.ts";
import { openClawHome } from "../../helpers/openclaw-home.ts";
import { liveProcess } from "../../helpers/processes.ts";

const VARIABLE = "CLAUDE_AI_SESSION_KEY";
const WITH_KEY = `{ env: { vars: { ${VARIABLE}: "${KEY_TEXT}" } } }`;

describe("removeKey", () => {
  it.each([
    ["config", "// mine\r\n{\r\n  gateway: { mode: 'local' }, // keep\r\n}\r\n"],
    ["config", "{ env: { vars: {} } }"],
    ["dotenv", "# mine\r\nA='b' # keep\r\n"],
    ["dotenv", "A=1"],
  ] as const)("leads back to the bytes before set: %s, %j", async (kind, text) => {
    const home = openClawHome();
    home.write(kind, text);
    await setKey(home.browser, kind, sessionKey(KEY_TEXT));
    await expect(removeKey(home.browser, kind)).resolves.toEqual({
      ok: true,
      path: home.paths[kind],
      changed: true,
      backups: [],
    });
    expect(home.read(kind)).toBe(text);
  });

  it.each([
    ["config", null],
    ["config", "{ env: {} }"],
    ["dotenv", null],
    ["dotenv", "A=1"],
  ] as const)("leaves no trace where there is no key: %s, %j", async (kind, text) => {
    const home = openClawHome();
    if (text !== null) home.write(kind, text);
    const before = fileTree(home.folder);
    await expect(removeKey(home.browser, kind)).resolves.toMatchObject({ ok: true, changed: false });
    expect(fileTree(home.folder)).toEqual(before);
  });

  it("takes out a value that is no session key as well", async () => {
    const home = openClawHome();
    home.write("dotenv", `${VARIABLE}=anything\nA=1\n`);
    await expect(removeKey(home.browser, "dotenv")).resolves.toMatchObject({ changed: true });
    expect(home.read("dotenv")).toBe("A=1\n");
  });
});

describe("removeKey, told which key may go,", () => {
  const SALT = "0123456789abcdef0123456789abcdef";
  const markOf = async (text: string) => ({
    salt: SALT,
    fingerprint: await sessionKey(text).fingerprint(SALT),
  });
  const textWith = {
    config: (value: string) => WITH_KEY.replace(KEY_TEXT, value),
    dotenv: (value: string) => `${VARIABLE}=${value}\n`,
  };

  it.each(["config", "dotenv"] as const)("takes that key out of %s", async (kind) => {
    const home = openClawHome();
    home.write(kind, textWith[kind](KEY_TEXT));
    const removed = await removeKey(home.browser, kind, { only: await markOf(KEY_TEXT) });
    expect(removed).toEqual({ ok: true, path: home.paths[kind], changed: true, backups: [] });
  });

  it.each([
    ["config", "another key", OTHER_KEY_TEXT],
    ["dotenv", "another key", OTHER_KEY_TEXT],
    ["config", "a reference", "${VAULT_KEY}"],
    ["dotenv", "a note", "ask-ada"],
  ] as const)("leaves %s as it is where %s stands there, and says so", async (kind, _, value) => {
    const home = openClawHome();
    home.write(kind, textWith[kind](value));
    const before = fileTree(home.folder);
    const removed = await removeKey(home.browser, kind, { only: await markOf(KEY_TEXT) });
    expect(removed).toEqual({ ok: true, path: home.paths[kind], changed: false, kept: true, backups: [] });
    expect(fileTree(home.folder)).toEqual(before);
  });

  it.each(["{}", null])("has kept nothing where no key stands: %s", async (text) => {
    const home = openClawHome();
    if (text !== null) home.write("config", text);
    const removed = await removeKey(home.browser, "config", { only: await markOf(KEY_TEXT) });
    expect(removed).toEqual({ ok: true, path: home.paths.config, changed: false, backups: [] });
  });

  it("judges what stands there once it holds the lock", async () => {
    const home = openClawHome();
    home.write("dotenv", textWith.dotenv(KEY_TEXT));
    const lock = `${home.paths.dotenv}.lock`;
    write(lock, JSON.stringify({ pid: liveProcess(), createdAt: new Date().toISOString() }));
    const removed = removeKey(home.browser, "dotenv", { only: await markOf(KEY_TEXT) });
    await new Promise((resolve) => setTimeout(resolve, 100));
    home.write("dotenv", textWith.dotenv(OTHER_KEY_TEXT));
    rmSync(lock);
    await expect(removed).resolves.toMatchObject({ changed: false, kept: true });
    expect(home.read("dotenv")).toBe(textWith.dotenv(OTHER_KEY_TEXT));
  });
});

describe("removeKey names OpenClaw's own backups", () => {
  it.each(["config", "dotenv"] as const)("that still hold a session key, after %s", async (kind) => {
    const home = openClawHome();
    home.write(kind, kind === "config" ? WITH_KEY : `${VARIABLE}=${KEY_TEXT}\n`);
    const backups = [
      ".bak",
      ".bak.4",
      ".clobbered.2026-07-01",
      ".last-good",
      ".pre-update",
      ".rejected.2026-07-01",
    ];
    for (const backup of backups) write(home.paths.config + backup, WITH_KEY);
    const { folder } = home;
    const before = fileTree(folder);

    const removed = await removeKey(home.browser, kind);
    expect(removed).toMatchObject({ backups: backups.map((copy) => home.paths.config + copy) });
    const { [path.relative(folder, home.paths[kind])]: _, ...others } = before;
    expect(fileTree(folder), "the backups are the user's to delete").toMatchObject(others);
  });

  it("and neither those without a key nor files of another's", async () => {
    const home = openClawHome();
    home.write("config", "{}");
    write(`${home.paths.config}.bak`, "{}");
    write(`${home.paths.config}.bak.1`, `{ key: "sk-ant-oat01-${"o".repeat(90)}" }`);
    write(`${home.paths.config}.mine`, WITH_KEY);
    write(`${home.paths.config}.bak.mine`, WITH_KEY);
    write(path.join(path.dirname(home.paths.config), "other.json.bak"), WITH_KEY);
    mkdirSync(`${home.paths.config}.last-good`);
    await expect(removeKey(home.browser, "config")).resolves.toMatchObject({ backups: [] });
  });

  it("with any session key, not only the one that was removed", async () => {
    const home = openClawHome();
    home.write("config", "{}");
    write(`${home.paths.config}.bak`, WITH_KEY.replace(KEY_TEXT, OTHER_KEY_TEXT));
    await expect(removeKey(home.browser, "config")).resolves.toMatchObject({
      changed: false,
      backups: [`${home.paths.config}.bak`],
    });
  });
});

it("removeKey leaves a .env that can't be edited safely", async () => {
  const home = openClawHome();
  const text = `${VARIABLE}="a\nB="c`;
  home.write("dotenv", text);
  expectFailure(await removeKey(home.browser, "dotenv"), "dotenv_unsupported", { path: home.paths.dotenv });
  expect(home.read("dotenv")).toBe(text);
});

const write = (file: string, text: string) => writeFileSync(file, text, { mode: 0o600 });
