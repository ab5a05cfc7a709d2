/** Every command means the same OpenClaw; which one, test/unit/companion/install/notes.test.ts says. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
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
  return { program, work, other, shell, otherShell: { ...shell, system: { ...home.system, env } } };
}

const othersIn = (json: Record<string, unknown>) =>
  (json["findings"] as { code: string }[]).filter(({ code }) => code === "other_openclaw");

describe("The OpenClaw that the user installed for", () => {
  it("is the one that every command uses, from a shell that names none", async () => {
    const { program, work, shell } = await machine();
    expect((await runJson(["status"], shell)).json).toMatchObject({
      files: { config: { path: work } },
      effective: { path: work },
      browsers: ["chromium"],
    });
    expect((await runJson(["verify"], shell)).json).toMatchObject(FOUND);
    expect(program.calls()).toContain("--profile work status --usage --json");
    const { json } = await runJson(["doctor"], shell);
    expect(json).toMatchObject({ verify: FOUND });
    expect(othersIn(json)).toEqual([]);
    const set = await runJson(["set"], { ...shell, stdin: textInput(OTHER_KEY_TEXT) });
    expect(set.json).toMatchObject({ path: work, changed: true });
    expect((await runJson(["remove"], shell)).json).toMatchObject({ path: work, changed: true });
  });

  it("is left alone by a shell that names another, by a variable or by an option", async () => {
    const { program, work, other, shell, otherShell } = await machine();
    const before = readFileSync(work, "utf8");
    expect((await runJson(["status"], otherShell)).json).toMatchObject({
      files: { config: { path: other } },
    });
    expect((await runJson(["verify"], otherShell)).json).toMatchObject(FOUND);
    expect(program.calls().at(-1)).toBe("status --usage --json");
    const set = await runJson(["set"], { ...otherShell, stdin: textInput(OTHER_KEY_TEXT) });
    expect(set.json).toMatchObject({ path: other, changed: true });
    expect((await runJson(["remove"], otherShell)).json).toMatchObject({ path: other, changed: true });
    expect((await runJson(["verify", "--profile", "default"], shell)).json).toMatchObject({
      code: "key_missing",
    });
    expect(readFileSync(work, "utf8")).toBe(before);
  });
});

describe("doctor in a shell that names another OpenClaw than the browsers use", () => {
  it("says so, with the command that makes browsers use this one", async () => {
    const { work, other, shell, otherShell } = await machine();
    const usual = path.join(path.dirname(path.dirname(other)), ".openclaw/openclaw.json");
    const { bundle } = shell.installation;
    const byOption = await runJson(["doctor", "--profile", "default"], shell);
    expect(byOption.json).toMatchObject({ verify: { code: "key_missing" } });
    expect(othersIn(byOption.json)).toEqual([
      {
        check: "installation",
        code: "other_openclaw",
        severity: "warning",
        detail: { path: work, shellPath: usual },
        command: `node ${bundle} install --profile default`,
      },
    ]);
    const byVariable = await runJson(["doctor"], otherShell);
    expect(byVariable.json).toMatchObject({ verify: FOUND });
    expect(othersIn(byVariable.json)).toMatchObject([
      { detail: { path: work, shellPath: other }, command: `node ${bundle} install` },
    ]);
    const { errors } = await run(["doctor"], otherShell);
    expect(errors.join("\n")).toContain(`Browsers use ${work}, but this shell's OpenClaw is ${other}`);
    await run(["install", "--profile", "default"], shell);
    expect(othersIn((await runJson(["doctor", "--profile", "default"], shell)).json)).toEqual([]);
  });
});
