import { utimesSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { verifyLines } from "../../../../src/companion/cli/report.ts";
import { failureText } from "../../../../src/openclaw/words/failure-text.ts";
import { SESSION_KEY_VARIABLE as VARIABLE } from "../../../../src/core/config/precedence.ts";
import { FAILURES, failure, type FailureCode } from "../../../../src/core/messages/failures.ts";
import type { Detail } from "../../../../src/core/messages/messages.ts";
import type { FakeProgram } from "../../../helpers/fake-program.ts";
import { KEY_TEXT } from "../../../helpers/keys.ts";
import { openClawHome } from "../../../helpers/openclaw-home.ts";
import {
  gatewayFails,
  prints,
  printsStatus,
  reportingOpenClaw,
  SCOPE_MISSING,
  UNREACHED,
  WINDOWS,
} from "../../../helpers/reporting-openclaw.ts";
import { run, runJson } from "../../../helpers/terminal.ts";
import { trustedStandin } from "../../../helpers/trusted-standin.ts";

const RATE_LIMITED = { token: printsStatus({ error: "HTTP 429" }) };

const standin = await trustedStandin();
afterAll(() => standin.close());

/** With a key in `openclaw.json`, one that works where none is given. */
function machine({ env }: FakeProgram, key = standin.signIn()) {
  const home = openClawHome({ ...standin.env, ...env });
  home.write("config", JSON.stringify({ env: { vars: { [VARIABLE]: key } } }));
  return home;
}

describe("clawkey verify", () => {
  it("says on its way how far it is, and then what OpenClaw shows", async () => {
    const [fiveHours, ...others] = WINDOWS;
    const resetAt = Date.parse(standin.account().organizations[0]!.usage.five_hour!.resets_at!);
    const gateway = prints({ windows: [{ ...fiveHours, resetAt }, ...others] });
    const { exit, out, errors } = await run(["verify"], machine(reportingOpenClaw({ gateway })));
    expect(exit).toBe(0);
    expect(errors).toHaveLength(5);
    for (const line of errors) expect(line).toMatch(/ \.\.\.$/);
    expect(out[0]).toMatch(
      /^OpenClaw: .+\/openclaw\.json\nThe running gateway of OpenClaw 2026\.9\.6 shows your usage:\n/,
    );
    expect(out[0]).toMatch(/\n {2}5h: 41% used, resets .+\n {2}Week: 66% used\n/);
    expect(out[0]).toMatch(/\nOpenClaw reads the key from env\.vars in openclaw\.json\.$/);
  });

  it("says what is broken, and what to do", async () => {
    const { exit, out, errors } = await run(["verify"], machine(reportingOpenClaw(RATE_LIMITED)));
    expect({ exit, out }).toEqual({ exit: 1, out: [] });
    expect(errors.at(-1)!.split("\n").slice(1)).toEqual([failureText(failure("token_rate_limited"))]);
  });

  it("prints one object for a program, and nothing on its way", async () => {
    const asked = machine(reportingOpenClaw());
    const good = await runJson(["verify"], asked);
    expect(good.json).toEqual({
      ok: true,
      seenBy: "gateway",
      windows: WINDOWS,
      version: "2026.9.6",
      source: "configVars",
      openclaw: { config: asked.paths.config, dotenv: asked.paths.dotenv },
    });
    const bad = await runJson(["verify"], machine(reportingOpenClaw(RATE_LIMITED)));
    expect(bad.json).toMatchObject({ ok: false, code: "token_rate_limited", detail: { step: "token" } });
  });
});

/** All that verify and doctor say of a machine with this key, in both modes, and the step that failed. */
async function everythingOn(openclaw: FakeProgram, key: string) {
  const home = machine(openclaw, key);
  utimesSync(home.paths.config, 0, 0);
  const { json } = await runJson(["verify"], home);
  const others = [await run(["verify"], home), await run(["doctor"], home), await runJson(["doctor"], home)];
  return { said: JSON.stringify([json, others]), step: (json["detail"] as Detail | undefined)?.step };
}

describe("The key is told by no output", () => {
  it.each<[step: string | undefined, openclaw: (key: string) => FakeProgram]>([
    ["openclaw", (key) => reportingOpenClaw({ version: `echo ${key}; echo ${key} >&2` })],
    [undefined, (key) => reportingOpenClaw({ version: `echo 2026.9.1 ${key}` })],
    ["token", (key) => reportingOpenClaw({ token: `echo ${key}; echo ${key} >&2; exit 1` })],
    ["token", (key) => reportingOpenClaw({ token: printsStatus({ error: `HTTP 401: ${key}` }) })],
    ["gateway", (key) => reportingOpenClaw({ gateway: gatewayFails({ type: key, message: key }) })],
    ["gateway", (key) => reportingOpenClaw({ gateway: prints({ error: `${SCOPE_MISSING}: ${key}` }) })],
    ["usage", (key) => reportingOpenClaw({ gateway: UNREACHED, command: printsStatus({ error: key }) })],
    [undefined, () => reportingOpenClaw()],
  ])("though OpenClaw tells it at the step %s", async (step, openclaw) => {
    const key = standin.signIn();
    const { said, step: failed } = await everythingOn(openclaw(key), key);
    expect(failed).toBe(step);
    expect(said).not.toContain(key.slice(-30));
  });

  it.each([
    ["is too long", "key", `${KEY_TEXT}${"x".repeat(10_000)}`],
    ["has a character too many", "key", `${KEY_TEXT}!`],
    ["has ended", "claude", KEY_TEXT],
  ])("where it %s", async (_, step, key) => {
    const { said, step: failed } = await everythingOn(reportingOpenClaw(), key);
    expect(failed).toBe(step);
    expect(said).not.toContain("canary");
    expect(said).not.toContain(key.slice(-30));
  });
});

it("Words that end in a colon are followed by their command", () => {
  for (const code of Object.keys(FAILURES) as FailureCode[])
    expect(failureText(failure(code))).not.toMatch(/:$/);
  const text = failureText(failure("openclaw_missing"));
  expect(text).toMatch(/in Clawkey's folder: node dist\/clawkey\.mjs install$/);
});

it("A chat that does not wait so long is told of, with what shows the usage all the same", () => {
  const seen = { ok: true, seenBy: "gateway", version: "2026.9.6", source: "configVars" } as const;
  const last = verifyLines({ ...seen, windows: [], slowMs: 4_321 }).at(-1);
  expect(last).toMatch(/about 4\.3 s.*openclaw status --usage shows it\.$/);
  expect(verifyLines({ ...seen, windows: [] })).toHaveLength(2);
});

it("A name from elsewhere gives the terminal no order: a window's label, an organization's name", () => {
  const name = `\u001B[2J\u001B]0;title\u0007\r\n\u009B31m\u202Ename\u200B${"x".repeat(500)}`;
  const windows = [{ label: name, usedPercent: 1.4, resetAt: 0 }];
  const reply = { ok: true, seenBy: "command", windows, version: "2026.9.6", source: "process" } as const;
  const label = verifyLines(reply)[1]!;
  expect(label).toMatch(/^ {2}\[2J \]0;title 31m name x{1,30}…: 1% used, resets /);
  const organization = failureText(failure("organization_without_windows", { name }));
  expect(organization).toContain("[2J ]0;title 31m name");
  expect(organization.length).toBeLessThan(300);
  for (const text of [label, organization]) expect(text).not.toMatch(/\p{C}/u);
});
