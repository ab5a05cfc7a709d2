import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { FindingCode } from "../../../../src/companion/doctor/findings.ts";
import { fileTree, modeOf } from "../../../helpers/file-tree.ts";
import { KEY_TEXT } from "../../../helpers/keys.ts";
import { fileWith } from "../../../helpers/openclaw-home.ts";
import { needs } from "../../../helpers/needs.ts";
import { notable, patient, type Patient } from "../../../helpers/patient.ts";
import { reportingOpenClaw } from "../../../helpers/reporting-openclaw.ts";
import { stateOf } from "../../../helpers/user-account.ts";

const CONFIG_WITH_KEY = `{ env: { vars: { CLAUDE_AI_SESSION_KEY: "${KEY_TEXT}" } } }\n`;

/** Of a process that is long gone. */
const TEMP_FILE = ".clawkey.999999999.0b8a4c1e-0000-4000-8000-000000000000.tmp";

/** Opens a file of OpenClaw's to others. */
const open =
  (kind: "config" | "dotenv" | "gatewayDotenv", mode: number, text = CONFIG_WITH_KEY) =>
  ({ home }: Patient) => {
    home.write(kind, text);
    chmodSync(home.paths[kind]!, mode);
    return home.paths[kind]!;
  };

const openFolder = ({ home }: Patient) => {
  const folder = path.dirname(home.paths.dotenv);
  chmodSync(folder, 0o755);
  return folder;
};

/** Leaves what a killed write leaves. */
const leftBeside = (file: string) => {
  const left = path.join(path.dirname(file), TEMP_FILE);
  writeFileSync(left, KEY_TEXT, { mode: 0o600 });
  return left;
};

it.each<[what: string, make: (sick: Patient) => string, code: FindingCode, mode: string | null]>([
  ["openclaw.json that others may read", open("config", 0o644), "file_open", "600"],
  ["openclaw.json that the group may read", open("config", 0o640), "file_open", "600"],
  ["the global .env that others may read", open("dotenv", 0o604, "A=1\n"), "file_open", "600"],
  ["gateway.env that others may write", open("gatewayDotenv", 0o666, "A=1\n"), "file_open", "600"],
  ["the state folder that others may look into", openFolder, "folder_open", "700"],
  [
    "what a killed write left beside the config",
    ({ home }) => leftBeside(home.paths.config),
    "temp_file",
    null,
  ],
  ["the same beside the companion", ({ companion }) => leftBeside(companion), "temp_file", null],
  ["the same beside a host manifest", ({ places }) => leftBeside(places.get("firefox")!), "temp_file", null],
])("doctor names %s, and puts it right with --fix alone", async (_, make, code, mode) => {
  const sick = await patient();
  const file = make(sick);
  const before = { files: fileTree(sick.home.folder), own: stateOf(sick.account) };
  const report = await sick.examine();
  const severity = code === "file_open" ? "problem" : "warning";
  expect(report.ok).toBe(severity === "warning");
  expect(notable(report)).toEqual([
    mode === null
      ? { code, severity, detail: { path: file }, command: `node ${sick.installation.bundle} doctor --fix` }
      : { code, severity, detail: { path: file, mode }, command: `chmod ${mode} ${file}` },
  ]);
  expect({ files: fileTree(sick.home.folder), own: stateOf(sick.account) }).toEqual(before);

  const fixed = await sick.examine({ fix: true });
  expect(fixed.repairs).toEqual([
    mode === null ? { repair: "removed", path: file } : { repair: "made_private", path: file, mode },
  ]);
  expect(fixed.ok).toBe(true);
  expect(notable(fixed)).toEqual([]);
  if (mode === null) expect(existsSync(file)).toBe(false);
  else expect(modeOf(file)).toBe(mode);
});

it("A file that is made private keeps its owner's rights, and the command is quoted where it has to be", async () => {
  const sick = await patient();
  const config = path.join(sick.home.folder, "the config.json");
  writeFileSync(config, CONFIG_WITH_KEY);
  chmodSync(config, 0o444);
  const env = { OPENCLAW_CONFIG_PATH: config };
  const command = `chmod 400 '${config}'`;
  expect(notable(await sick.examine({ env }))).toContainEqual(expect.objectContaining({ command }));
  await sick.examine({ env, fix: true });
  expect(modeOf(config)).toBe("400");
});

it("The state folder is left alone where it is the user's whole home", async () => {
  const well = await patient();
  const folder = openFolder(well);
  Object.assign(well.installation.folders, { home: folder });
  await well.examine({ fix: true });
  expect(modeOf(folder)).toBe("755");
});

it("An installed service's own copy of a key is named, with the command that renews it", async () => {
  const sick = await patient();
  const copy = sick.home.paths.serviceCopy!;
  writeFileSync(copy, `CLAUDE_AI_SESSION_KEY=${KEY_TEXT}\n`, { mode: 0o600 });
  expect(notable(await sick.examine({ fix: true }))).toEqual([
    {
      code: "service_copy",
      severity: "warning",
      detail: { path: copy },
      command: "openclaw gateway install --force",
    },
  ]);
  const { findings } = await sick.examine({ profile: "default" });
  const { command } = findings.find(({ code }) => code === "service_copy")!;
  expect(command).toBe("openclaw --profile default gateway install --force");
});

it("A copy that a service of another system had can be deleted like a backup", async () => {
  const sick = await patient();
  const copy = path.join(path.dirname(sick.home.paths.config), "gateway.cmd");
  writeFileSync(copy, `set "CLAUDE_AI_SESSION_KEY=${KEY_TEXT}"\r\n`, { mode: 0o600 });
  expect(notable(await sick.examine({ fix: true }))).toMatchObject([
    { code: "backup_with_key", detail: { path: copy }, command: `rm -- ${copy}` },
  ]);
});

describe("OpenClaw's own backups that hold a key", () => {
  it("are named one by one, and never touched", async () => {
    const sick = await patient();
    const backups = [".bak", ".last-good"].map((suffix) => sick.home.paths.config + suffix);
    for (const backup of backups) writeFileSync(backup, CONFIG_WITH_KEY, { mode: 0o600 });
    const before = fileTree(sick.home.folder);
    const report = await sick.examine({ fix: true });
    expect(report).toMatchObject({ ok: true, repairs: [] });
    expect(notable(report)).toEqual(
      backups.map((backup) => ({
        code: "backup_with_key",
        severity: "warning",
        detail: { path: backup },
        command: `rm -- ${backup}`,
      })),
    );
    expect(fileTree(sick.home.folder)).toEqual(before);
  });

  it("are deleted by the command that comes with each, whatever it is called", async () => {
    const sick = await patient();
    const backup = `${sick.home.paths.config}.rejected.it's $(touch pwned) "x"; #`;
    writeFileSync(backup, CONFIG_WITH_KEY, { mode: 0o600 });
    const [found] = notable(await sick.examine());
    execFileSync("sh", ["-c", found!.command!], { cwd: sick.home.folder });
    expect(existsSync(backup)).toBe(false);
    expect(existsSync(path.join(sick.home.folder, "pwned"))).toBe(false);
    expect(notable(await sick.examine())).toEqual([]);
  });

  it("are deleted by Windows' own command there", async () => {
    const sick = await patient(["edge"], "win32");
    const backup = `${sick.home.paths.config}.bak`;
    writeFileSync(backup, CONFIG_WITH_KEY, { mode: 0o600 });
    expect(notable(await sick.examine())).toMatchObject([{ command: `del "${backup}"` }]);
  });
});

it.each(["config", "dotenv"] as const)("What stands in the key's place in %s is named", async (kind) => {
  const sick = await patient();
  sick.home.write(kind, fileWith[kind]("op://Private/claude"));
  chmodSync(sick.home.paths[kind], 0o600);
  const detail = { path: sick.home.paths[kind], holds: "reference" };
  expect(notable(await sick.examine())).toContainEqual({
    code: "key_place_taken",
    severity: "warning",
    detail,
  });
});

describe("OpenClaw's settings", () => {
  it.each([["OPENCLAW_CONFIG_READONLY"], ["OPENCLAW_NIX_MODE"]])(
    "that keep us from writing are named: %s",
    async (name) => {
      const report = await (await patient()).examine({ env: { [name]: "1" }, profile: "default" });
      expect(report.ok).toBe(true);
      expect(notable(report).map(({ code }) => code)).toEqual(["config_read_only"]);
    },
  );

  it("that keep the gateway on the old key are asked of OpenClaw itself", async () => {
    const program = reportingOpenClaw({ reloadMode: `echo '"hybrid"'` });
    expect(notable(await (await patient()).examine({ env: program.env }))).toEqual([]);
    expect(program.calls()).toEqual(["config get gateway.reload.mode --json"]);
  });

  it("that keep it there are put right by a command for this very OpenClaw", async () => {
    const program = reportingOpenClaw({ reloadMode: `echo '"off"'` });
    const env = { ...program.env, OPENCLAW_STATE_DIR: "/home/you/my state" };
    const found = notable(await (await patient()).examine({ env, profile: "work" }));
    expect(found.find(({ code }) => code === "reload_off")?.command).toBe(
      "OPENCLAW_STATE_DIR='/home/you/my state' openclaw --profile work config set gateway.reload.mode hybrid",
    );
  });

  it("are not looked for where there is no OpenClaw to ask", async () => {
    const sick = await patient();
    sick.home.write("config", "{ gateway: { reload: { mode: 'off' } } }");
    expect(notable(await sick.examine({ env: { PATH: "" } }))).toEqual([]);
  });
});

describe("Of another user's file", () => {
  needs("root, which can give a file away", process.getuid?.() === 0);

  it("doctor does not say that it is private", async () => {
    const well = await patient();
    well.home.write("config", "{}");
    const isSaid = async () => (await well.examine()).findings.some(({ code }) => code === "files_private");
    expect(await isSaid()).toBe(true);
    chownSync(well.home.paths.config, 12_345, 12_345);
    expect(await isSaid()).toBe(false);
  });
});
