/** Nothing is made in a home that belongs to another user than the process. Giving a folder away takes root. */
import { chmodSync, chownSync, mkdirSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { failureText } from "../../../../src/openclaw/words/failure-text.ts";
import { failure } from "../../../../src/core/messages/failures.ts";
import { anothersFolder } from "../../../../src/openclaw/files/ownership.ts";
import { removeKey, setKey, status } from "../../../../src/openclaw/openclaw.ts";
import { expectFailure } from "../../../helpers/expect-failure.ts";
import { fakeProgram } from "../../../helpers/fake-program.ts";
import { fileTree } from "../../../helpers/file-tree.ts";
import { KEY_TEXT, sessionKey } from "../../../helpers/keys.ts";
import { needs } from "../../../helpers/needs.ts";
import { fileWith, homeWith, openClawHome } from "../../../helpers/openclaw-home.ts";
import { tempFolder } from "../../../helpers/temp-folder.ts";
import { run } from "../../../helpers/terminal.ts";

const needsRoot = () => needs("root, which can give a folder away", process.getuid?.() === 0);
const USER = 65_534;
const KEY = sessionKey(KEY_TEXT);

function withSudoOf(user: number) {
  vi.stubEnv("SUDO_UID", String(user));
  onTestFinished(() => void vi.unstubAllEnvs());
}

it("In the user's own home everything may be made, however deep, and in a folder for everybody", async () => {
  const folder = tempFolder();
  expect(await anothersFolder(path.join(folder, "a/b/c"))).toBeNull();
  expect(await anothersFolder("/tmp/.openclaw/openclaw.json")).toBeNull();
});

describe.each(["config", "dotenv"] as const)("As root with a user's HOME, the %s", (kind) => {
  needsRoot();

  it.each([
    ["without a folder", (_: string) => {}, "."],
    [
      "with the user's folder",
      (home: string) => {
        mkdirSync(path.join(home, ".openclaw"));
        chownSync(path.join(home, ".openclaw"), USER, USER);
      },
      ".openclaw",
    ],
  ])("is not made, %s; status says why, and remove finds nothing", async (_, make, place) => {
    const home = openClawHome();
    make(home.folder);
    chownSync(home.folder, USER, USER);
    const before = fileTree(home.folder);
    const detail = { path: path.resolve(home.folder, place) };
    expectFailure(await setKey(home.browser, kind, KEY), "folder_not_owned", detail);
    const { files } = await status(home.browser, "0".repeat(32));
    expect(files[kind].exists).toBe(false);
    expectFailure(files[kind].problem!, "folder_not_owned", detail);
    expect(await removeKey(home.browser, kind)).toMatchObject({ ok: true, changed: false });
    withSudoOf(USER);
    expectFailure(await setKey(home.browser, kind, KEY), "run_without_sudo", detail);
    expect(fileTree(home.folder)).toEqual(before);
  });

  it("is left where it is the user's, and where it is root's it is written", async () => {
    const home = homeWith({ config: "{}", dotenv: "" });
    const file = home.paths[kind];
    chownSync(home.folder, USER, USER);
    expect(await setKey(home.browser, kind, KEY)).toMatchObject({ ok: true });
    chownSync(file, USER, USER);
    const before = statSync(path.dirname(file), { bigint: true }).mtimeNs;
    withSudoOf(USER);
    expectFailure(await setKey(home.browser, kind, KEY), "run_without_sudo", { path: file });
    expectFailure(await removeKey(home.browser, kind), "run_without_sudo", { path: file });
    const after = statSync(path.dirname(file), { bigint: true }).mtimeNs;
    expect(after, "not even a lock was made, and taken away").toBe(before);
    withSudoOf(USER - 1);
    expectFailure(await setKey(home.browser, kind, KEY), "file_not_owned", { path: file });
  });
});

describe.each(["verify", "doctor"])("As root with a user's HOME, %s", (verb) => {
  needsRoot();

  it.each([
    ["folder_not_owned", undefined],
    ["run_without_sudo", USER],
  ] as const)(
    "starts no openclaw, which would leave files of root's there, and says %s",
    async (code, by) => {
      const program = fakeProgram(`mkdir -p "$HOME/.openclaw/logs"; echo "OpenClaw 2026.9.6"`);
      const home = homeWith({ config: fileWith.config(KEY_TEXT) }, program.env);
      const folder = path.dirname(home.paths.config);
      for (const place of [home.folder, folder, home.paths.config]) chownSync(place, USER, USER);
      if (by) withSudoOf(by);
      const before = fileTree(home.folder);
      const { exit, out, errors } = await run([verb], home);
      expect(exit).toBe(1);
      expect([...out, ...errors].join("\n")).toContain(failureText(failure(code, { path: folder })));
      expect(program.calls()).toEqual([]);
      expect(fileTree(home.folder)).toEqual(before);
    },
  );
});

describe("As a user with root's HOME", () => {
  needsRoot();

  /** The other user's process, as far as files go. */
  function asUser() {
    process.seteuid!(USER);
    vi.spyOn(process, "getuid").mockReturnValue(USER);
    onTestFinished(() => {
      process.seteuid!(0);
      vi.restoreAllMocks();
    });
  }

  it.each([
    ["700", "write_denied"],
    ["777", "folder_not_owned"],
  ] as const)("a folder of mode %s stays as it is: %s", async (mode, code) => {
    const home = openClawHome();
    chmodSync(home.folder, mode);
    asUser();
    const reply = await setKey(home.browser, "config", KEY);
    expect(reply).toMatchObject({ ok: false, code });
    process.seteuid!(0);
    expect(readdirSync(home.folder)).toEqual(["work"]);
  });
});
