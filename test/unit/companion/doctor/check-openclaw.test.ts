import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { fileTree, modeOf } from "../../../helpers/file-tree.ts";
import { KEY_TEXT, OTHER_KEY_TEXT } from "../../../helpers/keys.ts";
import { notable, patient, type Patient } from "../../../helpers/patient.ts";
import { reportingOpenClaw } from "../../../helpers/reporting-openclaw.ts";

const CONFIG_WITH_KEY = `{ env: { vars: { CLAUDE_AI_SESSION_KEY: "${KEY_TEXT}" } } }\n`;

/** Of a process that is long gone. */
const TEMP_FILE = ".clawkey.999999999.0b8a4c1e-0000-4000-8000-000000000000.tmp";

it.each([
  ["openclaw.json", "config", CONFIG_WITH_KEY, 0o644],
  ["openclaw.json, for the group", "config", CONFIG_WITH_KEY, 0o640],
  ["the global .env", "dotenv", `CLAUDE_AI_SESSION_KEY=${KEY_TEXT}\n`, 0o604],
  ["gateway.env", "gatewayDotenv", "A=1\n", 0o666],
] as const)(
  "A file that others may read is named, and made private by --fix: %s",
  async (_, kind, text, mode) => {
    const sick = await patient();
    sick.home.write(kind, text);
    const file = sick.home.paths[kind]!;
    chmodSync(file, mode);

    const report = await sick.examine();
    expect(report.ok).toBe(false);
    expect(notable(report)).toEqual([
      {
        code: "file_open",
        severity: "problem",
        detail: { path: file, mode: "600" },
        command: `chmod 600 ${file}`,
      },
    ]);
    expect(modeOf(file)).toBe(mode.toString(8));

    const fixed = await sick.examine({ fix: true });
    expect(fixed).toMatchObject({ ok: true, repairs: [{ repair: "made_private", path: file, mode: "600" }] });
    expect(notable(fixed)).toEqual([]);
    expect(modeOf(file)).toBe("600");
    expect(sick.home.read(kind)).toBe(text);
  },
);

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

it("The state folder is named where others may look into it, and shut by --fix", async () => {
  const sick = await patient();
  const folder = path.dirname(sick.home.paths.dotenv);
  chmodSync(folder, 0o755);
  const report = await sick.examine();
  expect(report.ok).toBe(true);
  expect(notable(report)).toMatchObject([
    { code: "folder_open", severity: "warning", command: `chmod 700 ${folder}` },
  ]);
  await sick.examine({ fix: true });
  expect(modeOf(folder)).toBe("700");
});

it("The state folder is left alone where it is the user's whole home", async () => {
  const well = await patient();
  const folder = path.dirname(well.home.paths.dotenv);
  chmodSync(folder, 0o755);
  Object.assign(well.installation.folders, { home: folder });
  await well.examine({ fix: true });
  expect(modeOf(folder)).toBe("755");
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

describe("OpenClaw's settings", () => {
  it.each([["OPENCLAW_CONFIG_READONLY"], ["OPENCLAW_NIX_MODE"]])(
    "that keep us from writing are named: %s",
    async (name) => {
      const report = await (await patient()).examine({ env: { [name]: "1" }, profile: "default" });
      expect(report.ok).toBe(true);
      expect(notable(report).map(({ code }) => code)).toEqual(["config_read_only"]);
    },
  );

  it.each([
    ["off", ["reload_off"]],
    ["hybrid", []],
  ])("that keep the gateway on the old key are asked of OpenClaw itself: %s", async (mode, codes) => {
    const program = reportingOpenClaw({ reloadMode: `echo '"${mode}"'` });
    const report = await (await patient()).examine({ env: program.env });
    expect(notable(report).map(({ code }) => code)).toEqual(codes);
    expect(program.calls()).toEqual(["config get gateway.reload.mode --json"]);
  });

  it("are put right by a command for this very OpenClaw", async () => {
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

it.each<[string, (sick: Patient) => string]>([
  ["the config", ({ home }) => home.paths.config],
  ["the companion", ({ companion }) => companion],
  ["a host manifest", ({ places }) => places.get("firefox")!],
])("What a killed write left beside %s is named, and removed by --fix", async (_, besideOf) => {
  const sick = await patient();
  const file = path.join(path.dirname(besideOf(sick)), TEMP_FILE);
  writeFileSync(file, KEY_TEXT, { mode: 0o600 });
  expect(notable(await sick.examine())).toEqual([
    {
      code: "temp_file",
      severity: "warning",
      detail: { path: file },
      command: `node ${sick.installation.bundle} doctor --fix`,
    },
  ]);
  expect(existsSync(file)).toBe(true);
  const fixed = await sick.examine({ fix: true });
  expect(fixed).toMatchObject({ ok: true, repairs: [{ repair: "removed", path: file }] });
  expect(existsSync(file)).toBe(false);
});

it("Several findings come in one report, and one --fix fixes all that is safe", async () => {
  const sick = await patient();
  chmodSync(sick.launcher, 0o600);
  sick.home.write("config", CONFIG_WITH_KEY);
  chmodSync(sick.home.paths.config, 0o644);
  writeFileSync(`${sick.home.paths.config}.bak`, `{ k: "${OTHER_KEY_TEXT}" }`, { mode: 0o600 });
  const codes = notable(await sick.examine()).map(({ code }) => code);
  expect(codes).toEqual(["launcher_not_executable", "file_open", "backup_with_key"]);
  const fixed = await sick.examine({ fix: true });
  expect(fixed.repairs.map(({ repair }) => repair)).toEqual(["reinstalled", "made_private"]);
  expect(notable(fixed).map(({ code }) => code)).toEqual(["backup_with_key"]);
});
