import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { FindingCode } from "../../../../src/companion/doctor/findings.ts";
import { install } from "../../../../src/companion/install/install.ts";
import { shellLauncher } from "../../../../src/companion/install/launcher.ts";
import { NOTES_FILE, readNotes } from "../../../../src/companion/install/notes.ts";
import { fileTree } from "../../../helpers/file-tree.ts";
import { codesOf, companionOf, patient, writeProgram, type Patient } from "../../../helpers/patient.ts";
import { INSTALL, PLATFORMS } from "../../../helpers/user-account.ts";

const INSTALL_AGAIN = /^node \S+clawkey\.mjs install$/;

/** Changes a host manifest as somebody might. */
function editManifest(sick: Patient, browser: "chrome" | "firefox", change: Record<string, unknown>) {
  const file = sick.places.get(browser)!;
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), ...change }));
}

/** A launcher that starts another Node, which prints this for its version; none where nothing is printed. */
function useOtherNode({ account, launcher, companion }: Patient, printed?: string) {
  const node = path.join(account.home, "other-node");
  if (printed !== undefined) writeProgram(node, printed);
  writeFileSync(launcher, shellLauncher(node, companion));
}

const chunkOf = ({ companion }: Patient) => path.join(path.dirname(companion), "clawkey-part.mjs");

const BROKEN: [code: FindingCode, how: string, breakIt: (sick: Patient) => void][] = [
  ["launcher_missing", "deleted", ({ launcher }) => rmSync(launcher)],
  ["launcher_changed", "rewritten", ({ launcher }) => writeFileSync(launcher, "#!/bin/sh\nexec /bin/true\n")],
  [
    "launcher_changed",
    "for another companion",
    ({ launcher, installation }) => writeFileSync(launcher, shellLauncher(installation.node, "/home/you/x")),
  ],
  ["launcher_not_executable", "mode 644", ({ launcher }) => chmodSync(launcher, 0o644)],
  ["node_missing", "moved", (sick) => useOtherNode(sick)],
  ["node_old", "v20", (sick) => useOtherNode(sick, "v20.20.2")],
  ["node_failing", "crashing", (sick) => useOtherNode(sick, "Segmentation fault")],
  ["companion_missing", "deleted", ({ companion }) => rmSync(companion)],
  ["companion_missing", "a chunk deleted", (sick) => rmSync(chunkOf(sick))],
  [
    "companion_failing",
    "throwing",
    ({ companion }) => writeFileSync(companion, "throw new Error('broken');\n"),
  ],
  ["companion_other_version", "older", ({ companion }) => writeFileSync(companion, companionOf("0.0.1"))],
  ["companion_other_build", "a chunk of an older one", (sick) => writeFileSync(chunkOf(sick), "older")],
  ["manifest_missing", "deleted", ({ places }) => rmSync(places.get("chrome")!)],
  ["manifest_broken", "cut off", ({ places }) => writeFileSync(places.get("firefox")!, "{")],
  ["manifest_broken", "a list", ({ places }) => writeFileSync(places.get("firefox")!, "[]")],
  ["manifest_broken", "a socket", (sick) => editManifest(sick, "chrome", { type: "socket" })],
  ["manifest_other_launcher", "", (sick) => editManifest(sick, "chrome", { path: "/home/you/evil" })],
  [
    "manifest_other_ids",
    "another",
    (sick) => editManifest(sick, "chrome", { allowed_origins: [`chrome-extension://${"a".repeat(32)}/`] }),
  ],
  [
    "manifest_other_ids",
    "one more",
    (sick) => editManifest(sick, "firefox", { allowed_extensions: ["clawkey@clawkey.extension", "x@y"] }),
  ],
  ["manifest_extra_keys", "Chrome's", (sick) => editManifest(sick, "firefox", { allowed_origins: [] })],
];

describe("Where everything is well", () => {
  it.each(PLATFORMS)("doctor says so, piece by piece, on %s", async (platform) => {
    const well = await patient(["chrome", "firefox"], platform);
    const before = fileTree(well.account.home);
    const report = await well.examine({ fix: true });
    expect(report).toMatchObject({ ok: true, repairs: [] });
    expect(codesOf(report, "ok")).toEqual([
      "launcher_ok",
      "node_ok",
      "companion_ok",
      "manifest_ok",
      "manifest_ok",
      "files_private",
      "backups_clean",
    ]);
    expect(codesOf(report, "warning")).toEqual([]);
    expect(fileTree(well.account.home)).toEqual(before);
  });
});

describe("What is broken is named, and fixed by --fix alone:", () => {
  it.each(BROKEN)("%s (%s)", async (code, _, breakIt) => {
    const sick = await patient();
    breakIt(sick);
    const broken = fileTree(sick.account.home);

    const report = await sick.examine();
    expect(report).toMatchObject({ ok: false, repairs: [] });
    expect(codesOf(report, "problem")).toEqual([code]);
    expect(report.findings.find((finding) => finding.code === code)?.command).toMatch(INSTALL_AGAIN);
    expect(fileTree(sick.account.home)).toEqual(broken);

    await expect(sick.examine({ fix: true })).resolves.toMatchObject({
      ok: true,
      repairs: [{ repair: "reinstalled", browsers: ["chrome", "firefox"] }],
    });
    await expect(sick.examine()).resolves.toMatchObject({ ok: true, repairs: [] });
  });

  it("a registry key that is gone", async () => {
    const sick = await patient(["edge"], "win32");
    sick.account.registry.keys.delete(sick.places.get("edge")!);
    expect(codesOf(await sick.examine(), "problem")).toEqual(["registry_key_missing"]);
    await expect(sick.examine({ fix: true })).resolves.toMatchObject({ ok: true });
  });
});

describe("A broken registration is fixed", () => {
  it("for the OpenClaw that the user installed for", async () => {
    const sick = await patient();
    const noted = {
      variables: { OPENCLAW_STATE_DIR: "/srv/state" },
      profile: "work",
      searchPath: "/srv/bin",
    };
    await install(sick.installation, { ...INSTALL, ...noted });
    rmSync(sick.launcher);
    await sick.examine({ fix: true });
    expect((await readNotes(sick.installation.companionFolder)).notes).toMatchObject(noted);
  });

  it("in a data folder of the user's own, and for no other browser", async () => {
    const sick = await patient([]);
    const userDataFolder = path.join(sick.account.home, "data");
    await install(sick.installation, { ...INSTALL, browsers: ["chromium"], userDataFolder });
    const manifest = path.join(userDataFolder, "NativeMessagingHosts/clawkey.host.json");
    rmSync(manifest);
    const other = path.join(sick.account.home, ".config/google-chrome");
    mkdirSync(other, { recursive: true });
    const report = await sick.examine({ fix: true });
    expect(report).toMatchObject({ ok: true, repairs: [{ repair: "reinstalled", browsers: ["chromium"] }] });
    expect(existsSync(manifest)).toBe(true);
    expect(fileTree(other)).toEqual({});
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

describe("--fix leaves to the user", () => {
  it("an installation that is not there", async () => {
    const sick = await patient([]);
    mkdirSync(path.join(sick.account.home, ".mozilla"));
    const before = fileTree(sick.account.home);
    const report = await sick.examine({ fix: true });
    expect(codesOf(report, "problem")).toEqual(["not_installed"]);
    expect(codesOf(report, "warning")).toEqual([]);
    expect(report.repairs).toEqual([]);
    expect(fileTree(sick.account.home)).toEqual(before);
  });

  it("one whose notes are broken, for nobody else knows which OpenClaw it serves", async () => {
    const sick = await patient();
    writeFileSync(path.join(sick.installation.companionFolder, NOTES_FILE), "{");
    const before = fileTree(sick.account.home);
    const report = await sick.examine({ fix: true });
    expect(codesOf(report, "problem")).toEqual(["notes_broken"]);
    expect(fileTree(sick.account.home)).toEqual(before);
  });

  it("a browser that was never registered", async () => {
    const well = await patient(["chrome"]);
    mkdirSync(path.join(well.account.home, ".mozilla"));
    const report = await well.examine({ fix: true });
    expect(report).toMatchObject({ ok: true, repairs: [] });
    expect(report.findings).toContainEqual({
      check: "browser",
      code: "browser_unregistered",
      severity: "warning",
      detail: { browser: "firefox" },
      command: expect.stringMatching(/ install --browser firefox$/),
    });
  });
});

describe("A companion that hangs", () => {
  it("is given up on", { timeout: 20_000 }, async () => {
    const sick = await patient();
    writeFileSync(sick.companion, "setInterval(() => {}, 1000);\n");
    const start = performance.now();
    expect(codesOf(await sick.examine(), "problem")).toEqual(["companion_failing"]);
    expect(performance.now() - start).toBeLessThan(8_000);
  });
});
