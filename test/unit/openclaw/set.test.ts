/** Setting the key, and whether OpenClaw reads it then: a higher source may hold the variable. */
import { execFileSync } from "node:child_process";
import { chmodSync, lstatSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { SESSION_KEY_VARIABLE as VARIABLE } from "../../../src/core/config/precedence.ts";
import { failure } from "../../../src/core/messages/failures.ts";
import type { FileKind, GatewayEffect, SourceName } from "../../../src/core/messages/messages.ts";
import type { OpenClawPaths } from "../../../src/openclaw/files/paths.ts";
import { setKey } from "../../../src/openclaw/openclaw.ts";
import { expectFailure } from "../../helpers/expect-failure.ts";
import { fakeAnswers } from "../../helpers/fake-answers.ts";
import { fileTree, modeOf } from "../../helpers/file-tree.ts";
import { KEY_TEXT, OTHER_KEY_TEXT, sessionKey } from "../../helpers/keys.ts";
import { FOREIGN_TEXTS } from "../../helpers/places.ts";
import { fileWith, homeWith, openClawHome } from "../../helpers/openclaw-home.ts";

const KEY = sessionKey(KEY_TEXT);
const OLD_TEXT = fileWith.dotenv(OTHER_KEY_TEXT);
const EFFECTIVE = { ok: true, changed: true, effect: { effective: true } };

it.each([
  [
    "config",
    "// mine\r\n{\r\n\tenv: { vars: { A: 'b'",
    ` } }, // keep\r\n}\r\n`,
    `, ${VARIABLE}: '${KEY_TEXT}'`,
  ],
  ["dotenv", `# mine\r\nA='b' # keep\r\n`, "", `${VARIABLE}=${KEY_TEXT}\r\n`],
] as const)("One value of %s changes, and not a byte besides", async (kind, before, after, added) => {
  const home = homeWith({ [kind]: before + after });
  const gateway = kind === "config" ? "follows" : "restart";
  const done = { ...EFFECTIVE, path: home.paths[kind], tightened: false, gateway };
  expect(await setKey(home.browser, kind, KEY)).toEqual(done);
  expect(home.read(kind)).toBe(before + added + after);
});

it.each([
  ["config", `{\n  "env": {\n    "vars": {\n      "${VARIABLE}": "${KEY_TEXT}"\n    }\n  }\n}\n`],
  ["dotenv", fileWith.dotenv(KEY_TEXT)],
] as const)(
  "Where there is no %s it is made with its folder, for the user alone, and once",
  async (kind, text) => {
    const home = openClawHome();
    expect(await setKey(home.browser, kind, KEY)).toMatchObject(EFFECTIVE);
    expect(home.read(kind)).toBe(text);
    expect([path.dirname(home.paths[kind]), home.paths[kind]].map(modeOf)).toEqual(["700", "600"]);
    const before = lstatSync(home.paths[kind], { bigint: true });
    expect(await setKey(home.browser, kind, KEY)).toMatchObject({ ...EFFECTIVE, changed: false });
    const after = lstatSync(home.paths[kind], { bigint: true });
    expect([after.ino, after.mtimeNs]).toEqual([before.ino, before.mtimeNs]);
  },
);

it.each(["config", "dotenv"] as const)(
  "What is no session key stays in %s, until the user has agreed to lose that very kind",
  async (kind) => {
    for (const [text, holds] of FOREIGN_TEXTS) {
      const home = homeWith({ [kind]: fileWith[kind](text) });
      const taken = { ok: false, code: "key_place_taken", detail: { path: home.paths[kind], holds } };
      expect(await setKey(home.browser, kind, KEY)).toEqual(taken);
      const other = holds === "object" ? "text" : "object";
      expect(await setKey(home.browser, kind, KEY, { replace: other })).toEqual(taken);
      expect(home.read(kind)).toBe(fileWith[kind](text));
      expect(await setKey(home.browser, kind, KEY, { replace: holds })).toMatchObject(EFFECTIVE);
      expect(home.read(kind)).toBe(fileWith[kind](KEY_TEXT));
    }
  },
);

it("A key directly under env is moved to where it counts in every version", async () => {
  const home = homeWith({ config: `{ env: { ${VARIABLE}: "${OTHER_KEY_TEXT}" } }` });
  expect(await setKey(home.browser, "config", KEY)).toMatchObject(EFFECTIVE);
  expect(home.read("config")).toBe(`{ env: {vars: {${VARIABLE}: "${KEY_TEXT}"}  } }`);
});

const FOLLOWING = "2026.9.3";
const KEEPING = "2026.8.2";
const REMOTE = '{ gateway: { "mode": "remote" } }';

it.each<[FileKind, GatewayEffect | undefined, string, text: string, version: string | null]>([
  ["config", "follows", "on a version that follows", fileWith.config(OTHER_KEY_TEXT), FOLLOWING],
  ["config", "restart", "on one that does not", fileWith.config(OTHER_KEY_TEXT), KEEPING],
  ["config", undefined, "on one that nobody knows", fileWith.config(OTHER_KEY_TEXT), null],
  ["config", "follows", "as the first on any", "{}", KEEPING],
  ["config", "remote", "on another machine", REMOTE, FOLLOWING],
  ["config", "follows", "with the word elsewhere", "{ a: 'remote', gateway: { mode: 'local' } }", FOLLOWING],
  ["dotenv", "restart", "on a version that follows", OLD_TEXT, FOLLOWING],
  ["dotenv", "restart", "as the first on any", "", FOLLOWING],
])("A running gateway makes of a new key in %s %s: %s", async (kind, gateway, _, text, version) => {
  const home = homeWith({ [kind]: text });
  const answers = fakeAnswers({ version: version ? { ok: true, version } : failure("openclaw_missing") });
  const reply = await setKey(home.browser, kind, KEY, undefined, async () => answers);
  expect(reply).toEqual({ ...EFFECTIVE, path: home.paths[kind], tightened: false, gateway });
  // Where it is not needed no process is started.
  const isAsked = kind === "config" && text.includes(OTHER_KEY_TEXT);
  expect(answers.asked).toEqual(isAsked ? ["version"] : []);
  expect(await setKey(home.browser, kind, KEY, undefined, async () => answers)).not.toHaveProperty("gateway");
});

it("A program that does not tell its version is not waited for as long as a browser waits", async () => {
  const home = homeWith({ config: fileWith.config(OTHER_KEY_TEXT) });
  const started = performance.now();
  const reply = await setKey(home.browser, "config", KEY, undefined, async () =>
    fakeAnswers({ hangs: "version" }),
  );
  expect(reply).toMatchObject(EFFECTIVE);
  expect(reply).toHaveProperty("gateway", undefined);
  // A lock may have been waited for, for 10 s of the browser's 15.
  expect(performance.now() - started).toBeLessThan(4_000);
});

it("A gateway on another machine gets no key from .env either", async () => {
  const home = homeWith({ config: REMOTE, dotenv: "" });
  expect(await setKey(home.browser, "dotenv", KEY)).toMatchObject({ gateway: "remote" });
});

it.each([
  ["config", 2 * 1024 * 1024, "// ", "\n{}\n"],
  ["dotenv", 1024 * 1024, "# ", "\n"],
] as const)(
  "A %s that the key would make larger than %i bytes is left as it is",
  async (kind, size, start, end) => {
    const home = homeWith({ [kind]: start.padEnd(size - end.length, "x") + end });
    const before = fileTree(home.folder);
    expectFailure(await setKey(home.browser, kind, KEY), "file_too_large", { path: home.paths[kind] });
    expect(fileTree(home.folder)).toEqual(before);
  },
);

it.each(
  (["config", "dotenv"] as const).flatMap((kind) =>
    ["600", "640", "644", "604", "666", "777"].map((mode) => [kind, mode] as const),
  ),
)("A %s of mode %s that holds the key already is shut to others, and that is said", async (kind, mode) => {
  const home = homeWith({ [kind]: fileWith[kind](KEY_TEXT) });
  const file = home.paths[kind];
  chmodSync(file, mode);
  const before = lstatSync(file, { bigint: true });
  const tightened = mode !== "600";
  expect(await setKey(home.browser, kind, KEY)).toMatchObject({ ok: true, changed: false, tightened });
  const after = lstatSync(file, { bigint: true });
  expect([after.ino, after.mtimeNs, after.size]).toEqual([before.ino, before.mtimeNs, before.size]);
  expect(modeOf(file)).toBe(mode === "777" ? "700" : "600");
});

it("A linked .env is written at the link's end, whose path is named", async () => {
  const home = homeWith({ config: "{}" });
  const end = path.join(home.folder, "dotfiles-env");
  writeFileSync(end, "A=1\n", { mode: 0o644 });
  symlinkSync(end, home.paths.dotenv);
  expect(await setKey(home.browser, "dotenv", KEY)).toMatchObject({ ok: true, path: end, tightened: true });
  expect(home.read("dotenv")).toBe(`A=1\n${fileWith.dotenv(KEY_TEXT)}`);
  expect(lstatSync(home.paths.dotenv).isSymbolicLink()).toBe(true);
});

it.each<[FileKind, SourceName, keyof OpenClawPaths | null]>([
  ["config", "process", null],
  ["config", "workingFolderDotenv", "workingFolderDotenv"],
  ["config", "globalDotenv", "dotenv"],
  ["config", "configFolderDotenv", "configFolderDotenv"],
  ["config", "gatewayDotenv", "gatewayDotenv"],
  ["dotenv", "process", null],
  ["dotenv", "workingFolderDotenv", "workingFolderDotenv"],
])(
  "A key in %s is not effective while another value stands in %s, which is named",
  async (kind, source, file) => {
    const env = { OPENCLAW_CONFIG_PATH: "~/own/claw.json", ...(file ? {} : { [VARIABLE]: OTHER_KEY_TEXT }) };
    const home = homeWith(file ? { [file]: OLD_TEXT } : {}, env);
    const effect = { effective: false, source, path: file && home.paths[file] };
    expect(await setKey(home.shell, kind, KEY)).toMatchObject({ ok: true, changed: true, effect });
  },
);

it("A key in the .env is hidden by the config, where an empty variable shuts out the .env", async () => {
  const home = homeWith({ config: fileWith.config(OTHER_KEY_TEXT) }, { [VARIABLE]: "" });
  const effect = { effective: false, source: "configVars", path: home.paths.config };
  expect(await setKey(home.shell, "dotenv", KEY)).toMatchObject({ effect });
});

it.each([
  [
    "the environment and working folder of a native host, which are the browser's",
    () => {
      vi.stubEnv(VARIABLE, OTHER_KEY_TEXT);
      onTestFinished(() => void vi.unstubAllEnvs());
      return homeWith({ workingFolderDotenv: OLD_TEXT }, { [VARIABLE]: OTHER_KEY_TEXT });
    },
  ],
  [
    "a gateway.env that OpenClaw does not read beside a state folder of its own",
    () => {
      const usual = homeWith({ gatewayDotenv: OLD_TEXT });
      return openClawHome({ HOME: usual.folder, OPENCLAW_STATE_DIR: "~/own" });
    },
  ],
  [
    "a .env that is larger than OpenClaw reads",
    () => homeWith({ dotenv: `${OLD_TEXT}A=${"x".repeat(1024 * 1024)}\n` }),
  ],
  [
    "a .env that is no plain file, and nobody waits for one",
    () => {
      const home = homeWith({ config: "{}" });
      execFileSync("mkfifo", [home.paths.dotenv]);
      return home;
    },
  ],
])(
  "A key in the config is not hidden by %s",
  async (_, make) => {
    expect(await setKey(make().browser, "config", KEY)).toMatchObject(EFFECTIVE);
  },
  2_000,
);
