import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { removeLines } from "../../../src/companion/cli/report.ts";
import { removeKey, setKey } from "../../../src/openclaw/openclaw.ts";
import { expectFailure } from "../../helpers/expect-failure.ts";
import { fileTree, modeOf } from "../../helpers/file-tree.ts";
import { KEY_TEXT, OTHER_KEY_TEXT, sessionKey } from "../../helpers/keys.ts";
import { FOREIGN_TEXTS } from "../../helpers/places.ts";
import { SESSION_KEY_VARIABLE as VARIABLE } from "../../../src/core/config/precedence.ts";
import { fileWith, homeWith } from "../../helpers/openclaw-home.ts";
import { liveProcess } from "../../helpers/processes.ts";

const SALT = "0123456789abcdef0123456789abcdef";
const FINGERPRINT = await sessionKey(KEY_TEXT).fingerprint(SALT);
const ONLY = { only: { salt: SALT, fingerprint: FINGERPRINT } };
/** Without the key's line, the value of A would end behind the note's. */
const BROKEN = `A="\n${VARIABLE}=note\n${VARIABLE}="${KEY_TEXT}"\n"\n`;

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

it.each(["config", "dotenv"] as const)(
  "What is no session key stays in %s, and is named, whether a key is named or not",
  async (kind) => {
    for (const [text, holds] of FOREIGN_TEXTS) {
      const home = homeWith({ [kind]: fileWith[kind](text) });
      const kept = { ok: true, path: home.paths[kind], changed: false, kept: true, holds, backups: [] };
      for (const removal of [{}, ONLY]) expect(await removeKey(home.browser, kind, removal)).toEqual(kept);
      expect(home.read(kind)).toBe(fileWith[kind](text));
    }
  },
);

it("A key directly under env is taken out as well: OpenClaw reads it there, and moves it to where it counts", async () => {
  const home = homeWith({ config: `{ env: { ${VARIABLE}: "${KEY_TEXT}" }, gateway: {} }` });
  expect(await removeKey(home.browser, "config", ONLY)).toMatchObject({ changed: true });
  expect(home.read("config")).toBe("{ env: {  }, gateway: {} }");
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

it.each([
  ["config", `{ env: { ${VARIABLE}: "$B", vars: { ${VARIABLE}: "$A" } } }`],
  ["config", `{ env: { ${VARIABLE}: "$A", vars: { ${VARIABLE}: "$B" } } }`],
  ["config", `{ env: { vars: { ${VARIABLE}: "$A", ${VARIABLE}: "$B" } } }`],
  ["config", `{ env: { vars: { ${VARIABLE}: "$B" } , vars: { ${VARIABLE}: " $A " } } }`],
  ["config", `{ env: { vars: { ${VARIABLE}: "op://vault/x", ${VARIABLE}: "$A" }, ${VARIABLE}: "$B" } }`],
  ["dotenv", `${VARIABLE}=$B\n${VARIABLE}=$A\n`],
  ["dotenv", `${VARIABLE}=$A\n${VARIABLE}=$B\n`],
  ["dotenv", `${VARIABLE}=$A\n${VARIABLE}=$B\nexport ${VARIABLE}='$A'\n`],
] as const)("Of several keys only the meant one goes, wherever it stands: %s, %s", async (kind, form) => {
  const text = form.replaceAll("$A", KEY_TEXT).replaceAll("$B", OTHER_KEY_TEXT);
  const home = homeWith({ [kind]: text });
  const removed = await removeKey(home.browser, kind, ONLY);
  expect(removed).toMatchObject({ ok: true, changed: true });
  expect(home.read(kind)).toContain(OTHER_KEY_TEXT);
  expect(home.read(kind)).not.toContain(KEY_TEXT);
});
