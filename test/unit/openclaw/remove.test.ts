import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { removeLines } from "../../../src/companion/cli/report.ts";
import { removeKey, setKey } from "../../../src/openclaw/openclaw.ts";
import { expectFailure } from "../../helpers/expect-failure.ts";
import { fileTree, modeOf } from "../../helpers/file-tree.ts";
import { KEY_TEXT, OTHER_KEY_TEXT, sessionKey } from "../../helpers/keys.ts";
import { fileWith, homeWith } from "../../helpers/openclaw-home.ts";
import { liveProcess } from "../../helpers/processes.ts";

const SALT = "0123456789abcdef0123456789abcdef";
const FINGERPRINT = await sessionKey(KEY_TEXT).fingerprint(SALT);
const ONLY = { only: { salt: SALT, fingerprint: FINGERPRINT } };
const BROKEN = `${fileWith.dotenv('"a').trim()}\nB="c`;

const write = (file: string, text: string) => writeFileSync(file, text, { mode: 0o600 });

it.each([
  ["config", "// mine\r\n{\r\n  gateway: { mode: 'local' }, // keep\r\n}\r\n"],
  ["dotenv", "# mine\r\nA='b' # keep\r\n"],
] as const)("Removing leads back to the bytes before the key was set: %s", async (kind, text) => {
  const home = homeWith({ [kind]: text });
  await setKey(home.browser, kind, sessionKey(KEY_TEXT));
  const removed = { ok: true, path: home.paths[kind], changed: true, backups: [] };
  expect(await removeKey(home.browser, kind, ONLY)).toEqual(removed);
  expect(home.read(kind)).toBe(text);
});

it.each([
  ["config", null],
  ["config", "{ env: {} }"],
  ["dotenv", null],
  ["dotenv", "A=1"],
] as const)("Removing leaves no trace where there is no key: %s, %j", async (kind, text) => {
  const home = homeWith({ [kind]: text });
  const before = fileTree(home.folder);
  const nothing = { ok: true, path: home.paths[kind], changed: false, backups: [] };
  for (const removal of [{}, ONLY]) expect(await removeKey(home.browser, kind, removal)).toEqual(nothing);
  expect(fileTree(home.folder)).toEqual(before);
});

it("A value that is no session key is taken out as well, where no key is named", async () => {
  const home = homeWith({ dotenv: `${fileWith.dotenv("anything")}A=1\n` });
  expect(await removeKey(home.browser, "dotenv")).toMatchObject({ changed: true });
  expect(home.read("dotenv")).toBe("A=1\n");
});

it.each(["config", "dotenv"] as const)(
  "A %s that others could read is shut to them when a key is taken out, and that is said",
  async (kind) => {
    const home = homeWith({ [kind]: fileWith[kind](KEY_TEXT) });
    chmodSync(home.paths[kind], 0o644);
    const removed = await removeKey(home.browser, kind);
    expect(removed).toMatchObject({ ok: true, changed: true, tightened: true });
    expect(removeLines([removed])).toContain("Others could read the file before; now only you can.");
    expect(modeOf(home.paths[kind])).toBe("600");
  },
);

it("A .env that can't be edited safely is left, and why is said", async () => {
  const home = homeWith({ dotenv: BROKEN });
  expectFailure(await removeKey(home.browser, "dotenv"), "dotenv_unsupported", { path: home.paths.dotenv });
  expect(home.read("dotenv")).toBe(BROKEN);
});

it.each([
  ["config", "another key", OTHER_KEY_TEXT],
  ["dotenv", "another key", OTHER_KEY_TEXT],
  ["config", "a reference", "${VAULT_KEY}"],
  ["dotenv", "a note", "ask-ada"],
] as const)(
  "Told which key may go, removing leaves %s as it is where %s stands there, and says so",
  async (kind, _, value) => {
    const home = homeWith({ [kind]: fileWith[kind](value) });
    const before = fileTree(home.folder);
    const kept = { ok: true, path: home.paths[kind], changed: false, kept: true, backups: [] };
    expect(await removeKey(home.browser, kind, ONLY)).toEqual(kept);
    expect(fileTree(home.folder)).toEqual(before);
  },
);

it("Which key stands there is judged under the lock", async () => {
  const home = homeWith({ dotenv: fileWith.dotenv(KEY_TEXT) });
  const lock = `${home.paths.dotenv}.lock`;
  write(lock, JSON.stringify({ pid: liveProcess(), createdAt: new Date().toISOString() }));
  const removed = removeKey(home.browser, "dotenv", ONLY);
  await new Promise((resolve) => setTimeout(resolve, 100));
  home.write("dotenv", fileWith.dotenv(OTHER_KEY_TEXT));
  rmSync(lock);
  expect(await removed).toMatchObject({ changed: false, kept: true });
  expect(home.read("dotenv")).toBe(fileWith.dotenv(OTHER_KEY_TEXT));
});

describe("Of OpenClaw's own backups, removeKey names", () => {
  const SUFFIXES = [
    ".bak",
    ".bak.4",
    ".clobbered.2026-07-01",
    ".last-good",
    ".pre-update",
    ".rejected.2026-07-01",
  ];

  it.each(["config", "dotenv"] as const)(
    "all that hold a session key, this one or another: %s",
    async (kind) => {
      const home = homeWith({ config: "{}", [kind]: fileWith[kind](KEY_TEXT) });
      const backups = SUFFIXES.map((suffix) => home.paths.config + suffix);
      for (const [i, backup] of backups.entries())
        write(backup, fileWith.config(i === 0 ? OTHER_KEY_TEXT : KEY_TEXT));
      const { [path.relative(home.folder, home.paths[kind])]: _, ...others } = fileTree(home.folder);
      expect(await removeKey(home.browser, kind)).toMatchObject({ changed: true, backups });
      expect(fileTree(home.folder), "the backups are the user's to delete").toMatchObject(others);
    },
  );

  it("neither those without a session key nor files of another's", async () => {
    const home = homeWith({ config: "{}" });
    const { config } = home.paths;
    write(`${config}.bak`, "{}");
    write(`${config}.bak.1`, `{ key: "sk-ant-oat01-${"o".repeat(90)}" }`);
    for (const file of [
      `${config}.mine`,
      `${config}.bak.mine`,
      path.join(path.dirname(config), "other.json.bak"),
    ])
      write(file, fileWith.config(KEY_TEXT));
    mkdirSync(`${config}.last-good`);
    expect(await removeKey(home.browser, "config")).toMatchObject({ backups: [] });
  });
});
