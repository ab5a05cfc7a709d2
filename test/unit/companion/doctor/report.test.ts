import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { doctor } from "../../../../src/companion/doctor/doctor.ts";
import { doctorJson, doctorLines, findingText } from "../../../../src/companion/doctor/report.ts";
import { KEY_TEXT, OTHER_KEY_TEXT } from "../../../helpers/keys.ts";
import { patient } from "../../../helpers/patient.ts";
import { run, runJson } from "../../../helpers/terminal.ts";

/** What is found on a machine that is well, but that `verify` fails. */
async function withVerified(code: string) {
  const { installation, home } = await patient(["chrome"]);
  const verify = async () => ({ lines: ["No key.", "More."], json: { ok: false, code } });
  const interrupted = new AbortController().signal;
  return doctor({ installation, place: home.shell, served: null, interrupted, verify });
}

describe("The report", () => {
  it("says what was looked at, and that all is well", async () => {
    const lines = doctorLines(await (await patient(["chrome"])).examine());
    expect(lines[0]).toBe("[ok] All steps hold.");
    expect(lines.at(-1)).toBe("No problem was found.");
    expect(lines.join("\n")).not.toMatch(/\[(warning|problem)\]|\{\w+\}/);
  });

  it("shows a problem with its command below, and counts", async () => {
    const sick = await patient(["chrome"]);
    rmSync(sick.places.get("chrome")!);
    chmodSync(sick.home.paths.config, 0o644);
    const lines = doctorLines(await sick.examine());
    const at = lines.findIndex((line) => line.startsWith("[problem] chrome can't find the companion"));
    expect(lines[at + 1]).toBe(`    node ${sick.installation.bundle} install`);
    expect(lines.at(-2)).toBe("2 problems were found.");
    expect(lines.at(-1)).toContain("--fix");
  });

  it("says what was mended", async () => {
    const sick = await patient(["chrome"]);
    rmSync(sick.launcher);
    const lines = doctorLines(await sick.examine({ fix: true }));
    expect(lines[0]).toBe("Mended: registered again for chrome.");
    expect(lines.at(-1)).toBe("No problem was found.");
  });

  it("holds what verify says, and fails with it", async () => {
    const report = await withVerified("key_missing");
    expect(doctorLines(report).slice(0, 2)).toEqual(["[problem] No key.", "    More."]);
    expect(doctorJson(report)).toMatchObject({
      ok: false,
      code: "doctor_problems",
      message: "One problem was found.",
      verify: { ok: false, code: "key_missing" },
    });
  });

  it("notes that OpenClaw needs no key: that is no problem", async () => {
    const report = await withVerified("token_has_scope");
    const lines = doctorLines(report);
    expect(lines[0]).toBe("[note] No key.");
    expect(lines.at(-1)).toBe("No problem was found.");
    expect(doctorJson(report)).toMatchObject({ ok: true, verify: { ok: false, code: "token_has_scope" } });
  });

  it("names a browser in a sandbox with the way out", async () => {
    const well = await patient(["chrome"]);
    for (const folder of ["snap/chromium/common/chromium", "snap/firefox/common/.mozilla"])
      mkdirSync(path.join(well.account.home, folder), { recursive: true });
    const { findings } = await well.examine();
    const sandboxed = findings.filter(({ code }) => code === "browser_sandboxed");
    expect(sandboxed.map(({ severity, detail }) => [severity, detail.browser])).toEqual([
      ["ok", "firefox"],
      ["warning", "chromium"],
    ]);
    expect(sandboxed.map(findingText).join("\n")).toMatch(/desktop portal[^]*its sandbox forbids it/);
  });
});

describe("clawkey doctor", () => {
  const machineOf = ({ home, installation }: Awaited<ReturnType<typeof patient>>) => ({
    system: { ...home.system, env: { ...home.system.env, PATH: "" } },
    installation,
  });

  it("prints one object for machines, and exits with 1 where something is wrong", async () => {
    const sick = await patient(["chrome"]);
    rmSync(sick.launcher);
    const { exit, json } = await runJson(["doctor"], machineOf(sick));
    expect(exit).toBe(1);
    expect(json).toMatchObject({ ok: false, code: "doctor_problems", verify: { ok: false } });
    expect(json["findings"]).toContainEqual(expect.objectContaining({ code: "launcher_missing" }));
  });

  it("mends with --fix", async () => {
    const sick = await patient(["chrome"]);
    rmSync(sick.launcher);
    const { json } = await runJson(["doctor", "--fix"], machineOf(sick));
    expect(json).toMatchObject({ repairs: [{ repair: "reinstalled", browsers: ["chrome"] }] });
  });

  it("never shows a key, in text or JSON, wherever one stands", async () => {
    const sick = await patient();
    const { home, installation, places } = sick;
    home.write("config", `{ env: { vars: { CLAUDE_AI_SESSION_KEY: "${KEY_TEXT}" } }, x: `);
    home.write("dotenv", `CLAUDE_AI_SESSION_KEY=${OTHER_KEY_TEXT}\n`);
    chmodSync(home.paths.dotenv, 0o644);
    writeFileSync(`${home.paths.config}.bak`, KEY_TEXT);
    writeFileSync(places.get("chrome")!, JSON.stringify({ path: KEY_TEXT, allowed_origins: [KEY_TEXT] }));
    writeFileSync(places.get("firefox")!, KEY_TEXT);
    writeFileSync(path.join(installation.companionFolder, "clawkey.mjs"), `console.log("${KEY_TEXT}")`);
    const machine = machineOf(sick);
    const text = await run(["doctor"], machine);
    const { json } = await runJson(["doctor"], machine);
    const fixed = await run(["doctor", "--fix"], machine);
    const all = JSON.stringify([text, json, fixed]);
    expect(all).toContain("copy_with_key");
    expect(all).not.toMatch(/canary|second/);
  });
});
