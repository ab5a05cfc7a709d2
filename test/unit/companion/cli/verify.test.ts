import { FAILURES, type FailureCode } from "../../../../src/core/messages/failures.ts";
import { utimesSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifyLines } from "../../../../src/companion/cli/report.ts";
import type { Detail } from "../../../../src/core/messages/messages.ts";
import { failureText } from "../../../../src/companion/cli/words.ts";
import { SESSION_KEY_VARIABLE as VARIABLE } from "../../../../src/core/config/precedence.ts";
import type { FakeProgram } from "../../../helpers/fake-program.ts";
import { KEY_TEXT } from "../../../helpers/keys.ts";
import { openClawHome, type OpenClawHome } from "../../../helpers/openclaw-home.ts";
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

let standin: Awaited<ReturnType<typeof trustedStandin>>;

beforeAll(async () => {
  standin = await trustedStandin();
});
afterAll(() => standin.close());

/** With a key that works in `openclaw.json`. */
function machine({ env }: FakeProgram) {
  const home = openClawHome({ ...standin.env, ...env });
  home.write("config", JSON.stringify({ env: { vars: { [VARIABLE]: standin.signIn() } } }));
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
    expect(out).toEqual([
      expect.stringMatching(/^The running gateway of OpenClaw 2026\.9\.6 shows your usage:\n/),
    ]);
    expect(out[0]).toMatch(/\n {2}5h: 41 % used, resets .+\n {2}Week: 66 % used\n/);
    expect(out[0]).toMatch(/\nOpenClaw reads the key from env\.vars in openclaw\.json\.$/);
  });

  it("says what is broken, and what to do", async () => {
    const { exit, out, errors } = await run(["verify"], machine(reportingOpenClaw(RATE_LIMITED)));
    expect({ exit, out }).toEqual({ exit: 1, out: [] });
    expect(errors.at(-1)).toBe(failureText({ ok: false, code: "token_rate_limited" }));
  });

  it("prints one object for a program, and nothing on its way", async () => {
    const good = await runJson(["verify"], machine(reportingOpenClaw()));
    expect(good).toEqual({
      exit: 0,
      json: { ok: true, seenBy: "gateway", windows: WINDOWS, version: "2026.9.6", source: "configVars" },
    });
    const bad = await runJson(["verify"], machine(reportingOpenClaw(RATE_LIMITED)));
    expect(bad).toMatchObject({ exit: 1, json: { code: "token_rate_limited", detail: { step: "token" } } });
  });

  it("asks the OpenClaw of a profile", async () => {
    const program = reportingOpenClaw(RATE_LIMITED);
    const home = machine(program);
    await run(["verify", "--profile", "work"], home);
    expect(program.calls()).toEqual([]);
    await run(["verify", "--profile", "default"], home);
    expect(program.calls().at(-1)).toBe("--profile default status --usage --json");
  });
});

it("Words that end in a colon are followed by their command", () => {
  for (const code of Object.keys(FAILURES) as FailureCode[])
    expect(failureText({ ok: false, code })).not.toMatch(/:$/);
  const text = failureText({ ok: false, code: "openclaw_missing" });
  expect(text).toMatch(/in Clawkey's folder: node dist\/clawkey\.mjs install$/);
});

/** Each gets the key, and says it wherever the program has something to say. */
const TELLTALES: [step: string | undefined, openclaw: (key: string) => FakeProgram][] = [
  ["openclaw", (key) => reportingOpenClaw({ version: `echo ${key}; echo ${key} >&2` })],
  ["openclaw", (key) => reportingOpenClaw({ version: `echo 2026.1.1 ${key}` })],
  ["token", (key) => reportingOpenClaw({ token: `echo ${key}; echo ${key} >&2; exit 1` })],
  ["token", (key) => reportingOpenClaw({ token: printsStatus({ error: `HTTP 401: ${key}` }) })],
  ["gateway", (key) => reportingOpenClaw({ gateway: gatewayFails({ type: key, message: key }) })],
  ["gateway", (key) => reportingOpenClaw({ gateway: prints({ error: `${SCOPE_MISSING}: ${key}` }) })],
  ["usage", (key) => reportingOpenClaw({ gateway: UNREACHED, command: printsStatus({ error: key }) })],
  [undefined, () => reportingOpenClaw()],
];

describe("The key", () => {
  /** All that verify and doctor say of this machine, in both modes. */
  async function everythingOn(home: OpenClawHome, key: string): Promise<{ said: string; step: unknown }> {
    utimesSync(home.paths.config, 0, 0);
    const { exit, json } = await runJson(["verify"], home);
    const others = [
      await run(["verify"], home),
      await run(["doctor"], home),
      await runJson(["doctor"], home),
    ];
    const said = JSON.stringify([exit, json, others]);
    expect(said).not.toContain(key.slice(-30));
    return { said, step: (json["detail"] as Detail | undefined)?.step };
  }

  it.each(TELLTALES)(
    "is told by no output, though OpenClaw tells it at the step %s",
    async (step, openclaw) => {
      const key = standin.signIn();
      const home = openClawHome({ ...standin.env, ...openclaw(key).env });
      home.write("config", JSON.stringify({ env: { vars: { [VARIABLE]: key } } }));
      expect((await everythingOn(home, key)).step).toBe(step);
    },
  );

  it.each([
    ["is too long", "key", `${KEY_TEXT}${"x".repeat(10_000)}`],
    ["has a character too many", "key", `${KEY_TEXT}!`],
    ["has ended", "claude", KEY_TEXT],
  ])("is told by no output where it %s", async (_, step, key) => {
    const home = openClawHome({ ...standin.env, ...reportingOpenClaw().env });
    home.write("config", JSON.stringify({ env: { vars: { [VARIABLE]: key } } }));
    const { said, step: broken } = await everythingOn(home, key);
    expect(broken).toBe(step);
    expect(said).not.toContain("canary");
  });
});

describe("A name from elsewhere", () => {
  const HOSTILE = `\u001B[2J\u001B]0;title\u0007\r\n\u009B31m\u202Ename\u200B${"x".repeat(500)}`;
  const OBEYED = /\p{C}/u;

  it("gives the terminal no order, as a window's label", () => {
    const windows = [{ label: HOSTILE, usedPercent: 1, resetAt: 0 }];
    const lines = verifyLines({
      ok: true,
      seenBy: "command",
      windows,
      version: "2026.9.6",
      source: "process",
    });
    expect(lines[1]).toMatch(/^ {2}\[2J \]0;title 31m name x{1,30}…: 1 % used, resets /);
    for (const line of lines) expect(line).not.toMatch(OBEYED);
  });

  it("gives it none as an organization's", () => {
    const text = failureText({ ok: false, code: "organization_without_windows", detail: { name: HOSTILE } });
    expect(text).toContain("[2J ]0;title 31m name");
    expect(text).not.toMatch(OBEYED);
    expect(text.length).toBeLessThan(300);
  });
});
