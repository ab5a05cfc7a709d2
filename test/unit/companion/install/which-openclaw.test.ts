/** Which OpenClaw `verify` and `doctor` look at, from a shell: what the browsers' companion serves. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { SESSION_KEY_VARIABLE as VARIABLE } from "../../../../src/core/config/precedence.ts";
import { KEY_TEXT } from "../../../helpers/keys.ts";
import { openClawHome } from "../../../helpers/openclaw-home.ts";
import { printsStatus, reportingOpenClaw } from "../../../helpers/reporting-openclaw.ts";
import { run, runJson } from "../../../helpers/terminal.ts";
import { userAccount } from "../../../helpers/user-account.ts";

/** Of an OpenClaw that has been found, with its key: nobody has to ask claude.ai. */
const RATE_LIMITED = { token: printsStatus({ error: "HTTP 429" }) };
const FOUND = { code: "token_rate_limited", step: "token" };
const NO_KEY = { code: "key_missing", step: "key" };

type Variables = Record<string, string>;

/** A machine with OpenClaws in `.openclaw-work` and in `other`, each with a key, and one in `.openclaw` without. */
async function machine(installOptions: readonly string[], installEnv: Variables = {}) {
  const program = reportingOpenClaw(RATE_LIMITED);
  const home = openClawHome(program.env);
  home.write("config", "{}");
  const account = userAccount("linux", ["chromium"]);
  const configs = [".openclaw", ".openclaw-work", "other"].map((folder) =>
    path.join(home.folder, folder, "openclaw.json"),
  );
  const [usual, work, other] = configs as [string, string, string];
  for (const config of [work, other]) {
    mkdirSync(path.dirname(config), { mode: 0o700 });
    writeFileSync(config, JSON.stringify({ env: { vars: { [VARIABLE]: KEY_TEXT } } }), { mode: 0o600 });
  }
  /** A shell with these variables more. */
  const shell = (env: Variables = {}) => ({
    system: { ...home.system, env: { ...home.system.env, ...env } },
    installation: account.context,
  });
  await run(["install", "--browser", "chromium", ...installOptions], shell(installEnv));
  return {
    program,
    paths: { usual, work, other },
    shell,
    otherFolder: path.dirname(other),
    bundle: account.context.bundle,
  };
}

type Report = Awaited<ReturnType<typeof runJson>>["json"];

const othersIn = (report: Report) =>
  (report["findings"] as { code: string }[]).filter(({ code }) => code === "other_openclaw");

describe("Of an OpenClaw that the user installed for, a shell that names none is shown that one:", () => {
  it("a profile", async () => {
    const { shell, program } = await machine(["--profile", "work"]);
    const { json } = await runJson(["doctor"], shell());
    expect(json).toMatchObject({ verify: FOUND });
    expect(othersIn(json)).toEqual([]);
    expect(program.calls()).toContain("--profile work status --usage --json");
    expect((await runJson(["verify"], shell())).json).toMatchObject(FOUND);
  });

  it("a state folder", async () => {
    const { shell, otherFolder, program } = await machine([], { OPENCLAW_STATE_DIR: "~/other" });
    const { json } = await runJson(["doctor"], shell());
    expect(json).toMatchObject({ verify: FOUND });
    expect(othersIn(json)).toEqual([]);
    expect(program.note("token.env")).toContain("OPENCLAW_STATE_DIR=~/other");
    const same = await runJson(["doctor"], shell({ OPENCLAW_STATE_DIR: "~/other" }));
    expect(same.json).toMatchObject({ verify: FOUND });
    expect(othersIn(same.json)).toEqual([]);
    expect((await runJson(["verify"], shell({ OPENCLAW_HOME: otherFolder }))).json).toMatchObject(NO_KEY);
  });

  it("and not to set, remove and status, which go by the shell", async () => {
    const { shell, paths } = await machine(["--profile", "work"]);
    expect((await runJson(["status"], shell())).json).toMatchObject({
      files: { config: { path: paths.usual } },
      effective: null,
    });
    expect((await runJson(["remove"], shell())).json).toMatchObject({ path: paths.usual, changed: false });
  });
});

describe("A shell that names another OpenClaw", () => {
  it("by a profile is told so, with the command that lets browsers serve it", async () => {
    const { shell, paths, bundle } = await machine(["--profile", "work"]);
    const { json } = await runJson(["doctor", "--profile", "default"], shell());
    expect(json).toMatchObject({ verify: NO_KEY });
    const command = `node ${bundle} install --profile default`;
    expect(othersIn(json)).toEqual([
      {
        check: "installation",
        code: "other_openclaw",
        severity: "warning",
        detail: { path: paths.work, shellPath: paths.usual },
        command,
      },
    ]);
    await run(["install", "--profile", "default"], shell());
    expect(othersIn((await runJson(["doctor", "--profile", "default"], shell())).json)).toEqual([]);
  });

  it("by a variable is told so", async () => {
    const { shell, paths, bundle, otherFolder } = await machine(["--profile", "work"]);
    const { json } = await runJson(["doctor"], shell({ OPENCLAW_STATE_DIR: otherFolder }));
    expect(json).toMatchObject({ verify: FOUND });
    expect(othersIn(json)).toMatchObject([
      { detail: { path: paths.work, shellPath: paths.other }, command: `node ${bundle} install` },
    ]);
    const { errors } = await run(["doctor"], shell({ OPENCLAW_STATE_DIR: otherFolder }));
    expect(errors.join("\n")).toContain(`serves ${paths.work}, and this shell's OpenClaw is ${paths.other}`);
  });
});
