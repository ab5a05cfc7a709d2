import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { doctorJson, doctorLines } from "../../../../src/companion/cli/report-doctor.ts";
import { KEY_TEXT, OTHER_KEY_TEXT } from "../../../helpers/keys.ts";
import { patient, type Patient } from "../../../helpers/patient.ts";
import { run, runJson } from "../../../helpers/terminal.ts";

const withoutOpenClaw = ({ home: { system }, installation }: Patient) => ({
  system: { ...system, env: { ...system.env, PATH: "" } },
  installation,
});

describe("The report", () => {
  it("shows a problem with its command below, counts, and then what was fixed", async () => {
    const sick = await patient(["chrome"]);
    rmSync(sick.places.get("chrome")!);
    chmodSync(sick.home.paths.config, 0o644);
    const lines = doctorLines(await sick.examine());
    const at = lines.findIndex((line) => line.startsWith("[problem] chrome can't find the companion"));
    expect(lines[at + 1]).toBe(`    node ${sick.installation.bundle} install`);
    expect(lines.at(-2)).toBe("2 problems found.");
    expect(lines.at(-1)).toContain("--fix");
    const fixed = doctorLines(await sick.examine({ fix: true }));
    expect(fixed.slice(0, 3)).toEqual([
      "Fixed: registered again for chrome.",
      `Fixed: ${sick.home.paths.config} now has mode 600.`,
      "[ok] All steps hold.",
    ]);
    expect(fixed.at(-1)).toBe("No problems found.");
    expect(fixed.join("\n")).not.toMatch(/\[(warning|problem)\]|\{\w+\}/);
  });

  it.each([
    ["fails with it", "key_missing", "problem", false],
    ["does not where OpenClaw needs no key", "token_has_scope", "note", true],
  ])("holds what verify says, and %s", async (_, code, mark, ok) => {
    const well = await patient(["chrome"]);
    const verified = { lines: ["No key.", "More."], json: { ok: false, code } };
    const report = await well.examine({ verified });
    expect(doctorLines(report).slice(0, 2)).toEqual([`[${mark}] No key.`, "    More."]);
    expect(doctorJson(report)).toMatchObject({
      ok,
      ...(ok ? {} : { code: "doctor_problems", message: "1 problem found." }),
      verify: { ok: false, code },
    });
  });

  it("names a browser in a sandbox with the way out", async () => {
    const well = await patient(["chrome"]);
    for (const folder of [
      "snap/chromium/common/chromium",
      "snap/firefox/common/.mozilla",
      ".var/app/org.mozilla.firefox",
    ])
      mkdirSync(path.join(well.account.home, folder), { recursive: true });
    const text = doctorLines(await well.examine()).join("\n");
    expect(text).toMatch(
      /\[ok\] firefox from Snap .*desktop portal.*own package.*Copy.*\n +flatpak permission-set webextensions clawkey\.host snap\.firefox yes\n/,
    );
    expect(text).toMatch(
      /\[warning\] firefox from Flatpak .*version 157.*xdg-native-messaging-proxy .*not tried.*own package.*Copy.*\n +systemctl --user enable --now xdg-native-messaging-proxy\.service\n/,
    );
    expect(text).toMatch(/\[warning\] chromium from Snap .*its sandbox blocks it.*own package.*Copy/);
  });
});

describe("clawkey doctor", () => {
  it("prints one object for machines, exits with 1 where something is wrong, and fixes with --fix", async () => {
    const sick = await patient(["chrome"]);
    rmSync(sick.launcher);
    const { exit, json } = await runJson(["doctor"], withoutOpenClaw(sick));
    expect(exit).toBe(1);
    expect(json).toMatchObject({ ok: false, code: "doctor_problems", verify: { ok: false } });
    expect(json["findings"]).toContainEqual(expect.objectContaining({ code: "launcher_missing" }));
    const fixed = await runJson(["doctor", "--fix"], withoutOpenClaw(sick));
    expect(fixed.json).toMatchObject({ repairs: [{ repair: "reinstalled", browsers: ["chrome"] }] });
  });

  it("never shows a key, in text or JSON, wherever one stands", async () => {
    const sick = await patient();
    const { home, companion, places } = sick;
    home.write("config", `{ env: { vars: { CLAUDE_AI_SESSION_KEY: "${KEY_TEXT}" } }, x: `);
    home.write("dotenv", `CLAUDE_AI_SESSION_KEY=${OTHER_KEY_TEXT}\n`);
    chmodSync(home.paths.dotenv, 0o644);
    writeFileSync(`${home.paths.config}.bak`, KEY_TEXT);
    writeFileSync(places.get("chrome")!, JSON.stringify({ path: KEY_TEXT, allowed_origins: [KEY_TEXT] }));
    writeFileSync(places.get("firefox")!, KEY_TEXT);
    writeFileSync(companion, `console.log("${KEY_TEXT}")`);
    const machine = withoutOpenClaw(sick);
    const said = [
      await run(["doctor"], machine),
      await runJson(["doctor"], machine),
      await run(["doctor", "--fix"], machine),
    ];
    expect(JSON.stringify(said)).toContain("backup_with_key");
    expect(JSON.stringify(said)).not.toMatch(/canary|second/);
  });
});
