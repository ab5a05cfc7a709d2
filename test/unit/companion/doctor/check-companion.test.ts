import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { doctorLines } from "../../../../src/companion/cli/report-doctor.ts";
import type { Finding, FindingCode } from "../../../../src/companion/doctor/findings.ts";
import { launcherScript } from "../../../../src/companion/install/launcher.ts";
import { NOTES_FILE } from "../../../../src/companion/install/notes.ts";
import { openClawHome } from "../../../helpers/openclaw-home.ts";
import {
  codesOf,
  companionOf,
  notable,
  patient,
  writeProgram,
  type Patient,
} from "../../../helpers/patient.ts";
import { tempFolder } from "../../../helpers/temp-folder.ts";
import { run, runJson } from "../../../helpers/terminal.ts";
import { installed, PLATFORMS, stateOf, userAccount } from "../../../helpers/user-account.ts";

/** Changes a host manifest as somebody might. */
const editManifest =
  (browser: "chrome" | "firefox", change: Record<string, unknown>) =>
  ({ places }: Patient) => {
    const file = places.get(browser)!;
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), ...change }));
  };

/** A launcher that starts another Node, which prints this for its version; none where nothing is printed. */
const useOtherNode =
  (printed?: string) =>
  ({ account, launcher, companion }: Patient) => {
    const node = path.join(account.home, "other-node");
    if (printed !== undefined) writeProgram(node, printed);
    writeFileSync(launcher, launcherScript("linux", { node, companion }));
  };

const chunkOf = ({ companion }: Patient) => path.join(path.dirname(companion), "clawkey-part.mjs");

/** The one that runs the tests, in a folder that lasts. */
const NODE_FOLDER = path.dirname(process.execPath);

const OTHER_ORIGIN = `chrome-extension://${"a".repeat(32)}/`;

const BROKEN: [code: FindingCode, how: string, breakIt: (sick: Patient) => void][] = [
  ["launcher_missing", "deleted", ({ launcher }) => rmSync(launcher)],
  ["launcher_changed", "rewritten", ({ launcher }) => writeFileSync(launcher, "#!/bin/sh\nexec /bin/true\n")],
  [
    "launcher_changed",
    "for another companion",
    ({ launcher, installation: { node } }) =>
      writeFileSync(launcher, launcherScript("linux", { node, companion: "/x" })),
  ],
  ["launcher_not_executable", "mode 644", ({ launcher }) => chmodSync(launcher, 0o644)],
  ["node_missing", "moved", useOtherNode()],
  ["node_old", "v20", useOtherNode("v20.20.2")],
  ["node_failing", "crashing", useOtherNode("Segmentation fault")],
  ["companion_missing", "deleted", ({ companion }) => rmSync(companion)],
  ["companion_missing", "a chunk deleted", (sick) => rmSync(chunkOf(sick))],
  ["companion_failing", "throwing", ({ companion }) => writeFileSync(companion, "throw new Error('no');\n")],
  ["companion_other_version", "older", ({ companion }) => writeFileSync(companion, companionOf("0.0.1"))],
  ["companion_other_build", "a chunk of an older one", (sick) => writeFileSync(chunkOf(sick), "older")],
  ["manifest_missing", "deleted", ({ places }) => rmSync(places.get("chrome")!)],
  ["manifest_changed", "cut off", ({ places }) => writeFileSync(places.get("firefox")!, "{")],
  ["manifest_changed", "with another launcher", editManifest("chrome", { path: "/home/you/evil" })],
  ["manifest_changed", "with another id", editManifest("chrome", { allowed_origins: [OTHER_ORIGIN] })],
  ["manifest_changed", "with Chrome's key", editManifest("firefox", { allowed_origins: [] })],
];

it.each(PLATFORMS)("Where everything is well on %s, doctor says so piece by piece", async (platform) => {
  const well = await patient(["chrome", "firefox"], platform);
  const before = stateOf(well.account);
  const report = await well.examine({ fix: true });
  expect(report).toMatchObject({ ok: true, repairs: [] });
  expect(report.findings.map(({ code }) => code)).toEqual([
    "launcher_ok",
    "node_ok",
    "companion_ok",
    "manifest_ok",
    "manifest_ok",
    "files_private",
    "backups_clean",
  ]);
  expect(notable(report)).toEqual([]);
  expect(stateOf(well.account)).toEqual(before);
});

it.each(BROKEN)("What is broken is named, and fixed by --fix alone: %s (%s)", async (code, _, breakIt) => {
  const sick = await patient();
  const whole = stateOf(sick.account);
  breakIt(sick);
  const broken = stateOf(sick.account);

  const report = await sick.examine();
  expect(report).toMatchObject({ ok: false, repairs: [] });
  expect(codesOf(report, "problem")).toEqual([code]);
  expect(notable(report)[0]!.command).toMatch(/^node \S+clawkey\.mjs install$/);
  expect(stateOf(sick.account)).toEqual(broken);

  await expect(sick.examine({ fix: true })).resolves.toMatchObject({
    ok: true,
    repairs: [{ repair: "reinstalled", browsers: ["chrome", "firefox"] }],
  });
  expect(stateOf(sick.account)).toMatchObject(whole);
});

it("A registry key that is gone is named, and fixed by --fix", async () => {
  const sick = await patient(["edge"], "win32");
  sick.account.registry.keys.delete(sick.places.get("edge")!);
  expect(codesOf(await sick.examine(), "problem")).toEqual(["registry_key_missing"]);
  await expect(sick.examine({ fix: true })).resolves.toMatchObject({ ok: true });
});

it("A companion that hangs is given up on", { timeout: 20_000 }, async () => {
  const sick = await patient();
  writeFileSync(sick.companion, "setInterval(() => {}, 1000);\n");
  const start = performance.now();
  expect(codesOf(await sick.examine(), "problem")).toEqual(["companion_failing"]);
  expect(performance.now() - start).toBeLessThan(8_000);
});

describe("The Node and the OpenClaw that browsers use", () => {
  /** Installed with this PATH, by a Node that is gone since. */
  const withSearchPath = async (searchPath: string, nodeIsGone = false) => {
    const sick = await patient([]);
    const node = path.join(sick.account.home, "gone");
    const context = { ...sick.installation, ...(nodeIsGone ? { node } : {}) };
    mkdirSync(path.join(sick.account.home, ".config/google-chrome/Default"), { recursive: true });
    await installed({ ...sick.account, context }, { searchPath });
    return sick;
  };
  const folderWith = (program: string, printed: string) => {
    const folder = tempFolder();
    writeProgram(path.join(folder, program), printed);
    return folder;
  };

  it("are found where the noted PATH has another Node, which is said, and noted with --fix", async () => {
    const sick = await withSearchPath(`${folderWith("node", "v20.1.0")}:${NODE_FOLDER}`, true);
    const report = await sick.examine();
    expect(report.ok).toBe(true);
    expect(notable(report)).toMatchObject([
      { code: "node_moved", severity: "warning", detail: { path: path.join(NODE_FOLDER, "node") } },
    ]);
    const fixed = await sick.examine({ fix: true });
    expect(fixed.repairs).toMatchObject([{ repair: "reinstalled" }]);
    expect(notable(fixed)).toEqual([]);
  });

  it("are missing where the noted PATH has only a Node that is too old", async () => {
    const sick = await withSearchPath(folderWith("node", "v20.1.0"), true);
    expect(codesOf(await sick.examine(), "problem")).toEqual(["node_missing"]);
  });

  it("are warned of where all of them are in folders that will be gone", async () => {
    const folder = folderWith("openclaw", "2026.9.6");
    const sick = await withSearchPath(folder);
    expect(notable(await sick.examine())).toMatchObject([
      {
        code: "program_passing",
        severity: "warning",
        detail: { path: path.join(folder, "openclaw") },
        command: expect.stringMatching(/ install$/),
      },
    ]);
  });

  it("are not warned of where one is in a folder that lasts", async () => {
    const sick = await withSearchPath(`${folderWith("node", "v24.1.0")}:${NODE_FOLDER}`);
    expect(notable(await sick.examine())).toEqual([]);
  });
});

it("A browser that is not here is said to be prepared for, and no problem", async () => {
  const sick = await patient(["chrome"]);
  await installed(sick.account, { browsers: ["vivaldi"] });
  const report = await sick.examine();
  expect(report.ok).toBe(true);
  expect(notable(report)).toMatchObject([{ code: "manifest_unused", severity: "note" }]);
});

it("In WSL doctor says that a browser on Windows can't start a companion, and what to do instead", async () => {
  const report = await (await patient()).examine({ env: { WSL_DISTRO_NAME: "Debian" } });
  expect(report.ok).toBe(true);
  expect(codesOf(report, "note")).toEqual(["in_wsl"]);
  expect(doctorLines(report).join("\n")).toMatch(/browser on Windows .* inside WSL.*Get-Clipboard \| .* set/);
});

describe("A broken registration is fixed", () => {
  it("as the user installed it: for that OpenClaw, in that data folder, and for no other browser", async () => {
    const sick = await patient([]);
    const noted = {
      variables: { OPENCLAW_STATE_DIR: "/srv/state" },
      profile: "work",
      searchPath: "/srv/bin",
      network: { HTTPS_PROXY: "http://proxy:1" },
    };
    const ownFolder = path.join(sick.account.home, "data");
    const { hosts } = await installed(sick.account, { ...noted, browsers: ["chromium"], ownFolder });
    const whole = stateOf(sick.account);
    rmSync(hosts[0]!.manifest);
    const other = path.join(sick.account.home, ".config/google-chrome");
    mkdirSync(other, { recursive: true });
    const report = await sick.examine({ fix: true });
    expect(report).toMatchObject({ ok: true, repairs: [{ repair: "reinstalled", browsers: ["chromium"] }] });
    rmSync(path.dirname(other), { recursive: true });
    expect(stateOf(sick.account)).toEqual(whole);
  });

  it("or the reason why not is told, and the problem stays", async () => {
    const sick = await patient();
    rmSync(sick.launcher);
    Object.assign(sick.installation, { nodeVersion: "20.20.2" });
    const report = await sick.examine({ fix: true });
    expect(report).toMatchObject({
      ok: false,
      repairs: [{ repair: "not_reinstalled", failure: { code: "node_too_old" } }],
    });
    expect(codesOf(report, "problem")).toEqual(["launcher_missing"]);
  });
});

it.each<[string, FindingCode, (sick: Patient) => void, RegExp]>([
  [
    "an installation that is not there",
    "not_installed",
    ({ installation: { companionFolder } }) => rmSync(companionFolder, { recursive: true }),
    / install$/,
  ],
  [
    "one whose notes are broken, for nobody else knows which OpenClaw it serves",
    "notes_broken",
    ({ installation: { companionFolder } }) => writeFileSync(path.join(companionFolder, NOTES_FILE), "{"),
    / install$/,
  ],
  [
    "a browser that was never registered",
    "browser_unregistered",
    ({ account }) => mkdirSync(path.join(account.home, ".config/vivaldi")),
    / install --browser vivaldi$/,
  ],
])("--fix leaves to the user %s", async (_, code, prepare, command) => {
  const sick = await patient();
  prepare(sick);
  const before = stateOf(sick.account);
  const report = await sick.examine({ fix: true });
  expect(report.repairs).toEqual([]);
  expect(notable(report)).toMatchObject([{ code, command: expect.stringMatching(command) }]);
  expect(stateOf(sick.account)).toEqual(before);
});

it.each([
  [["--profile", "work"], {}, "", " --profile work"],
  [[], { OPENCLAW_STATE_DIR: "/my/state" }, "OPENCLAW_STATE_DIR=/my/state ", ""],
])("The advised install keeps the OpenClaw that was noted: %j %j", async (options, env, before, behind) => {
  const account = userAccount("linux", ["chrome", "firefox"]);
  const machine = { system: openClawHome().system, installation: account.context };
  const system = { ...machine.system, env: { ...machine.system.env, ...env } };
  await run(["install", "--browser", "chrome", ...options], { ...machine, system });
  const { findings } = (await runJson(["doctor"], machine)).json as { findings: Finding[] };
  expect(findings.find(({ code }) => code === "browser_unregistered")?.command).toBe(
    `${before}node ${account.context.bundle} install --browser firefox${behind}`,
  );
});
