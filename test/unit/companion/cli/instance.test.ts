/** Every command means the same OpenClaw; which one, test/unit/companion/which-openclaw.test.ts says. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { SESSION_KEY_VARIABLE as VARIABLE } from "../../../../src/core/config/precedence.ts";
import { KEY_TEXT, OTHER_KEY_TEXT } from "../../../helpers/keys.ts";
import { openClawHome } from "../../../helpers/openclaw-home.ts";
import { printsStatus, reportingOpenClaw } from "../../../helpers/reporting-openclaw.ts";
import { run, runJson, textInput } from "../../../helpers/terminal.ts";
import { userAccount } from "../../../helpers/user-account.ts";

/** Of an OpenClaw that has been found, with its key: nobody has to ask claude.ai. */
const FOUND = { code: "token_rate_limited" };

/** A machine with OpenClaws in `.openclaw-work`, which the user installed for, and in `other`, each with a key. */
async function machine() {
  const program = reportingOpenClaw({ token: printsStatus({ error: "HTTP 429" }) });
  const home = openClawHome(program.env);
  const [work, other] = [".openclaw-work", "other"].map((folder) => {
    const config = path.join(home.folder, folder, "openclaw.json");
    mkdirSync(path.dirname(config), { mode: 0o700 });
    writeFileSync(config, JSON.stringify({ env: { vars: { [VARIABLE]: KEY_TEXT } } }), { mode: 0o600 });
    return config;
  }) as [string, string];
  const installation = userAccount("linux", ["chromium"]).context;
  const shell = { system: home.system, installation };
  const env = { ...home.system.env, OPENCLAW_STATE_DIR: path.dirname(other) };
  await run(["install", "--profile", "work"], shell);
  const otherShell = { ...shell, system: { ...home.system, env } };
  return { program, work, other, shell, otherShell, usual: home.paths.config };
}

it.each([
  ["that the user installed for, from a shell that names none", "shell", "work", "--profile work "],
  ["that a shell names by a variable", "otherShell", "other", ""],
] as const)("Every command uses the OpenClaw %s", async (_, from, files, asked) => {
  const all = await machine();
  const { program, [from]: shell, [files]: config } = all;
  const untouched = files === "work" ? all.other : all.work;
  const before = readFileSync(untouched, "utf8");
  expect((await runJson(["status"], shell)).json).toMatchObject({
    files: { config: { path: config } },
    effective: { path: config },
    browsers: files === "work" ? ["chromium"] : [],
  });
  const named = { openclaw: { config } };
  expect((await runJson(["verify"], shell)).json).toMatchObject({ ...FOUND, ...named });
  for (const command of ["verify", "doctor"])
    expect((await run([command], shell)).errors.at(-1)).toMatch(`OpenClaw: ${config}\n`);
  expect(program.calls().at(-1)).toBe(`${asked}status --usage --json`);
  expect((await runJson(["doctor"], shell)).json).toMatchObject({ verify: FOUND, ...named });
  const set = await runJson(["set"], { ...shell, stdin: textInput(OTHER_KEY_TEXT) });
  expect(set.json).toMatchObject({ path: config, changed: true });
  expect((await runJson(["remove"], shell)).json).toMatchObject({
    files: { config: { path: config, changed: true }, dotenv: { changed: false } },
  });
  expect(readFileSync(untouched, "utf8")).toBe(before);
});

it.each([["set"], ["remove"], ["status"], ["verify"]])(
  "clawkey %s guesses no OpenClaw where the notes of install are broken, and takes one that is named",
  async (verb) => {
    const { shell, otherShell, other, work } = await machine();
    writeFileSync(path.join(shell.installation.companionFolder, "installation.json"), "{");
    const before = readFileSync(work, "utf8");
    const json = async (from: typeof shell, ...options: string[]) =>
      (await runJson([verb, ...options], { ...from, stdin: textInput(KEY_TEXT) })).json;
    await expect(json(shell)).resolves.toMatchObject({ ok: false, code: "installation_broken" });
    for (const named of [await json(otherShell), await json(shell, "--profile", "work")])
      expect(named["code"]).not.toBe("installation_broken");
    if (verb !== "remove") expect(readFileSync(work, "utf8")).toBe(before);
    expect(readFileSync(other, "utf8")).toContain(verb === "remove" ? "{}" : KEY_TEXT);
  },
);

it("doctor says where browsers use another OpenClaw, with the command that makes them use this one", async () => {
  const { work, other, usual, shell, otherShell } = await machine();
  const doctor = async (from: typeof shell, ...options: string[]) => {
    const { json } = await runJson(["doctor", ...options], from);
    const findings = json["findings"] as { code: string }[];
    return { verify: json["verify"], others: findings.filter(({ code }) => code === "other_openclaw") };
  };
  const { bundle } = shell.installation;
  expect((await doctor(shell)).others).toEqual([]);
  const byOption = await doctor(shell, "--profile", "default");
  expect(byOption.verify).toMatchObject({ code: "key_missing" });
  expect(byOption.others).toEqual([
    {
      code: "other_openclaw",
      severity: "warning",
      detail: { path: work, shellPath: usual },
      command: `node ${bundle} install --profile default`,
    },
  ]);
  expect((await doctor(otherShell)).others).toMatchObject([
    { detail: { path: work, shellPath: other }, command: `node ${bundle} install` },
  ]);
  const { errors } = await run(["doctor"], otherShell);
  expect(errors.join("\n")).toContain(`Browsers use ${work}, but this shell uses ${other}`);
  await run(["install", "--profile", "default"], shell);
  expect((await doctor(shell, "--profile", "default")).others).toEqual([]);
});
