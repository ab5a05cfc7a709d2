/** Nothing is installed in a home that is another user's, or none. */
import { chmodSync, chownSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { userFolders } from "../../../../src/companion/install/browsers.ts";
import { install } from "../../../../src/companion/install/install.ts";
import { readNotes } from "../../../../src/companion/install/notes.ts";
import { uninstall } from "../../../../src/companion/install/uninstall.ts";
import { needs } from "../../../helpers/needs.ts";
import { notable, patient } from "../../../helpers/patient.ts";
import { openClawHome } from "../../../helpers/openclaw-home.ts";
import { run, runJson } from "../../../helpers/terminal.ts";
import { INSTALL, installed, stateOf, userAccount } from "../../../helpers/user-account.ts";

const SOMEBODY = 12_345;

/** This process as another user's, as far as it asks. */
function as(user: number) {
  const spy = vi.spyOn(process, "getuid").mockReturnValue(user);
  onTestFinished(() => spy.mockRestore());
}

it.each([
  ["of a user's for another", SOMEBODY],
  ["of root's for a user", 0],
])("A home %s is left as it is, and the way out is told", async (_, user) => {
  const account = userAccount("linux", ["chrome", "firefox"]);
  await installed(account, { browsers: ["firefox"] });
  const before = stateOf(account);
  // Root may really give it away; for others it is enough that it is not theirs.
  if (user === 0) chownSync(account.home, SOMEBODY, SOMEBODY);
  else as(user);
  await expect(install(account.context, INSTALL)).resolves.toEqual({
    ok: false,
    code: "folder_not_owned",
    detail: { path: account.home },
  });
  const machine = { system: openClawHome().system, installation: account.context };
  expect((await run(["install"], machine)).errors[0]).toMatch(/belongs to another user\..*as that user\.$/);
  vi.stubEnv("SUDO_UID", String(statSync(account.home).uid));
  onTestFinished(() => void vi.unstubAllEnvs());
  expect((await run(["install"], machine)).errors[0]).toMatch(/was run with sudo\..*without sudo\.$/);
  expect((await runJson(["install", "--all"], machine)).json).toMatchObject({ code: "run_without_sudo" });
  expect(stateOf(account)).toEqual(before);
});

it.each([
  ["relative", (home: string) => path.relative(process.cwd(), home)],
  ["a dot", () => "."],
  ["missing", (home: string) => path.join(home, "nobody")],
  [
    "a file",
    (home: string) => {
      writeFileSync(path.join(home, "file"), "");
      return path.join(home, "file");
    },
  ],
])("A HOME that is %s is refused, and nothing is made", async (_, homeFrom) => {
  const account = userAccount("linux", ["chrome"]);
  const home = homeFrom(account.home);
  const before = stateOf(account);
  const folders = userFolders({ platform: "linux", env: {}, homedir: home });
  const context = { ...account.context, folders };
  await expect(install(context, { ...INSTALL, browsers: ["chrome"] })).resolves.toEqual({
    ok: false,
    code: "home_unusable",
    detail: { path: home },
  });
  expect(stateOf(account)).toEqual(before);
});

describe("A folder of the companion's own that is another's", () => {
  needs("root, which may write everywhere", process.getuid?.() === 0);

  it.each(["", "extension"])(
    "gets nothing, though a link in one's own home leads there: %j",
    async (name) => {
      const account = userAccount("linux", ["chrome"]);
      const [anothers, folder] = [path.join(account.home, "anothers"), account.context.companionFolder];
      mkdirSync(anothers);
      chownSync(anothers, SOMEBODY, SOMEBODY);
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      symlinkSync(anothers, path.join(folder, name));
      await expect(install(account.context, INSTALL)).resolves.toMatchObject({ code: "folder_not_owned" });
      expect(readdirSync(anothers)).toEqual([]);
    },
  );
});

/** Runs this as another user, whom the file system shuts out too; only root can. */
async function asReally<T>(user: number, work: () => Promise<T>): Promise<T> {
  process.seteuid!(user);
  return work().finally(() => process.seteuid!(0));
}

describe("Notes that can't be read", () => {
  needs("root, which can become another user", process.getuid?.() === 0);

  it("are another user's, not broken: install, uninstall, doctor and every verb say so", async () => {
    const sick = await patient(["chrome"]);
    const { account, installation } = sick;
    const folder = installation.companionFolder;
    // As sudo makes it: in a home of theirs, a folder of root's.
    for (const name of ["..", ".", ".local", ".local/share"]) chmodSync(path.join(account.home, name), 0o755);
    chownSync(account.home, SOMEBODY, SOMEBODY);
    as(SOMEBODY);
    const notes = path.join(folder, "installation.json");
    const [read, put, taken, asked, found] = await asReally(SOMEBODY, async () => [
      await readNotes(folder),
      await install(installation, INSTALL),
      await uninstall(installation),
      await runJson(["status"], { system: sick.home.system, installation }),
      await sick.examine(),
    ]);
    expect(read).toEqual({ notes: null, problem: "not_yours" });
    expect(put).toMatchObject({ code: "installation_not_yours", detail: { path: notes } });
    expect(taken.failed).toContainEqual({ path: notes, errno: "EACCES" });
    expect(asked).toMatchObject({ exit: 1, json: { code: "installation_not_yours" } });
    expect(asked.json["message"]).toContain(notes);
    const codes = notable(found).map(({ code }) => code);
    expect(codes).toContain("notes_not_yours");
    expect(codes).not.toContain("notes_broken");
  });
});
