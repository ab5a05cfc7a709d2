/** The ladder as a whole, with a small OpenClaw and a local claude.ai. */
import type { FailureCode } from "../../../../src/core/messages/failures.ts";
import { utimesSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { verify, type VerifyOptions } from "../../../../src/openclaw/verify/verify.ts";
import { SESSION_KEY_VARIABLE as VARIABLE } from "../../../../src/core/config/precedence.ts";
import { VerifyStep, VerifyReply } from "../../../../src/core/messages/messages.ts";
import { expectWholeWords } from "../../../helpers/expect-failure.ts";
import type { FakeProgram } from "../../../helpers/fake-program.ts";
import { fileTree } from "../../../helpers/file-tree.ts";
import { OTHER_KEY_TEXT } from "../../../helpers/keys.ts";
import { openClawHome } from "../../../helpers/openclaw-home.ts";
import {
  prints,
  printsStatus,
  reportingOpenClaw,
  SCOPE_MISSING,
  UNREACHED,
  WINDOWS,
} from "../../../helpers/reporting-openclaw.ts";
import { trustedStandin } from "../../../helpers/trusted-standin.ts";
import { usualBehaviour } from "../../../helpers/standin/behaviour.ts";

const STOPPED = { gateway: UNREACHED };

let standin: Awaited<ReturnType<typeof trustedStandin>>;

beforeAll(async () => {
  standin = await trustedStandin();
});
afterAll(() => standin.close());

beforeEach(() => {
  Object.assign(standin.behaviour, usualBehaviour());
  standin.requests.splice(0);
});

/** A home with a key that works in `env.vars`, written long ago. */
function makeScene({ env: programEnv }: Pick<FakeProgram, "env">, env: Record<string, string> = {}) {
  const key = standin.signIn();
  const home = openClawHome({ ...standin.env, ...programEnv, ...env });
  home.write("config", JSON.stringify({ env: { vars: { [VARIABLE]: key } } }));
  const setAge = (ageMs: number) => {
    const changed = new Date(Date.now() - ageMs);
    utimesSync(home.paths.config, changed, changed);
  };
  setAge(3_600_000);
  return { key, home, setAge };
}

/** With the steps that were climbed. Whatever it is, it holds no key, and its words are whole. */
async function climbed({ key, home }: ReturnType<typeof makeScene>, options: VerifyOptions = {}) {
  const steps: VerifyStep[] = [];
  const before = fileTree(home.folder);
  const reply = await verify(home.shell, { ...options, onStep: (step) => steps.push(step) });
  expect(fileTree(home.folder)).toEqual(before);
  expect(JSON.stringify(reply)).not.toContain(key);
  expect(JSON.stringify(reply)).not.toContain("sk-ant-");
  if (reply.ok) expect(VerifyReply.parse(reply)).toEqual(reply);
  else expectWholeWords(reply);
  return { reply, steps };
}

describe("OpenClaw shows the usage", () => {
  it("by its running gateway", async () => {
    const program = reportingOpenClaw();
    const { reply, steps } = await climbed(makeScene(program));
    expect(reply).toEqual({
      ok: true,
      seenBy: "gateway",
      windows: WINDOWS,
      version: "2026.9.6",
      source: "configVars",
    });
    expect(steps).toEqual(["key", "openclaw", "token", "claude", "gateway"]);
    // Nothing that the gateway has shown is asked of the command line again.
    expect(program.calls().filter((call) => call.startsWith("status"))).toHaveLength(1);
  });

  it("by its command line, where no gateway runs", async () => {
    const { reply, steps } = await climbed(makeScene(reportingOpenClaw(STOPPED)));
    expect(reply).toMatchObject({ ok: true, seenBy: "command", windows: WINDOWS });
    expect(steps).toEqual(VerifyStep.options);
  });

  it("by a gateway that was about to take the key over, and gave no connection", async () => {
    const gateway = `[ $ASKED = 1 ] && { ${UNREACHED}; }; ${prints({ windows: WINDOWS })}`;
    const scene = makeScene(reportingOpenClaw({ gateway }));
    scene.setAge(0);
    const { reply, steps } = await climbed(scene);
    expect(reply).toMatchObject({ ok: true, seenBy: "gateway" });
    expect(steps).toEqual([...VerifyStep.options, "gateway"]);
  });

  it("by its command line, where the gateway is still stopped at the second question", async () => {
    const program = reportingOpenClaw(STOPPED);
    const scene = makeScene(program);
    scene.setAge(0);
    await expect(climbed(scene)).resolves.toMatchObject({ reply: { ok: true, seenBy: "command" } });
    expect(program.calls().filter((call) => call.includes("usage.status"))).toHaveLength(2);
  });

  it("with no key in an argument, and none but its own in the environment", async () => {
    const program = reportingOpenClaw(STOPPED);
    const scene = makeScene(program);
    await climbed(scene);
    expect(program.calls().join()).not.toContain("sk-ant");
    for (const run of ["token", "command"]) expect(program.note(`${run}.env`)).not.toContain("sk-ant");
  });
});

describe("The first broken step is named:", () => {
  it.each<[VerifyStep, FailureCode, Parameters<typeof reportingOpenClaw>[0]]>([
    ["openclaw", "openclaw_failed", { version: "exit 1" }],
    ["token", "token_has_scope", { token: printsStatus({ windows: WINDOWS }) }],
    ["gateway", "openclaw_unreadable", { gateway: "echo up" }],
    ["usage", "usage_not_shown", { ...STOPPED, command: printsStatus({ error: SCOPE_MISSING }) }],
    ["usage", "usage_not_shown", { ...STOPPED, command: printsStatus({ error: "HTTP 401" }) }],
    ["usage", "token_rate_limited", { ...STOPPED, command: printsStatus({ error: "HTTP 429" }) }],
    ["usage", "openclaw_unreadable", { ...STOPPED, command: "exit 1" }],
  ])("%s, %s", async (step, code, answers) => {
    const { reply, steps } = await climbed(makeScene(reportingOpenClaw(answers)));
    expect(reply).toEqual({ ok: false, code, step });
    expect(steps.at(-1)).toBe(step);
  });

  it("key: nothing else is asked then", async () => {
    const program = reportingOpenClaw();
    const scene = makeScene(program);
    scene.home.write("config", "{}");
    const { reply, steps } = await climbed(scene);
    expect(reply).toEqual({ ok: false, code: "key_missing", step: "key" });
    expect(steps).toEqual(["key"]);
    expect([program.calls(), standin.requests]).toEqual([[], []]);
  });

  it("openclaw, where there is none", async () => {
    const scene = makeScene({ env: { PATH: "/does/not/exist" } });
    await expect(climbed(scene)).resolves.toMatchObject({
      reply: { code: "openclaw_missing", step: "openclaw" },
    });
  });

  it("claude, where nobody listens: the gateway is not asked then", async () => {
    const program = reportingOpenClaw();
    const scene = makeScene(program, { HTTPS_PROXY: "http://127.0.0.1:1" });
    const { reply } = await climbed(scene);
    expect(reply).toEqual({ ok: false, code: "claude_offline", step: "claude" });
    expect(program.calls()).toHaveLength(2);
  });

  it("claude, where the key has ended", async () => {
    const scene = makeScene(reportingOpenClaw());
    standin.expireAll();
    const { reply } = await climbed(scene);
    expect(reply).toEqual({ ok: false, code: "session_refused", step: "claude" });
  });

  it("claude, with the name of an organization without limits", async () => {
    const { organizations } = standin.account();
    const usage = { ...organizations[0]!.usage, five_hour: null, seven_day: null, limits: [] };
    organizations.unshift({ uuid: "team", name: "Team", usage });
    const { reply } = await climbed(makeScene(reportingOpenClaw()));
    organizations.shift();
    const detail = { name: "Team" };
    expect(reply).toEqual({ ok: false, code: "organization_without_windows", step: "claude", detail });
  });
});

describe("A key above another", () => {
  function shadowed(lower: string) {
    const scene = makeScene(reportingOpenClaw());
    scene.home.write("config", JSON.stringify({ env: { vars: { [VARIABLE]: lower } } }));
    scene.home.write("dotenv", `${VARIABLE}=${scene.key}\n`);
    return scene;
  }

  it("is to blame where claude.ai refuses it, with its place", async () => {
    const scene = shadowed(OTHER_KEY_TEXT);
    standin.expireAll();
    const { reply } = await climbed(scene);
    const detail = { source: "globalDotenv", path: scene.home.paths.dotenv };
    expect(reply).toEqual({ ok: false, code: "key_shadowed", step: "claude", detail });
  });

  it("is not, where claude.ai accepts it", async () => {
    await expect(climbed(shadowed(OTHER_KEY_TEXT))).resolves.toMatchObject({ reply: { ok: true } });
  });

  it("is not, where claude.ai says something else", async () => {
    standin.behaviour.claudeApi = "cloudflare";
    const { reply } = await climbed(shadowed(OTHER_KEY_TEXT));
    expect(reply).toMatchObject({ code: "claude_challenge" });
  });
});

describe("OpenClaw's version", () => {
  it.each(["2026.9.6", "2026.9.10", "2026.10.1", "2027.1.0"])("%s will do", async (version) => {
    const { reply } = await climbed(makeScene(reportingOpenClaw({ version: `echo ${version}` })));
    expect(reply).toMatchObject({ ok: true, version });
  });

  it.each(["2026.9.5", "2026.8.30", "2025.12.31"])("%s is too old", async (version) => {
    const { reply } = await climbed(makeScene(reportingOpenClaw({ version: `echo ${version}` })));
    const detail = { version, oldest: "2026.9.6" };
    expect(reply).toEqual({ ok: false, code: "openclaw_too_old", step: "openclaw", detail });
  });
});

describe("It comes to an end", () => {
  const HANGING = { token: "sleep 60" };

  it.each([
    ["alone", {}],
    ["while somebody waits for it", { signal: new AbortController().signal }],
  ])("at its bound, and names the step it was on: %s", async (_, options) => {
    const start = performance.now();
    const { reply } = await climbed(makeScene(reportingOpenClaw(HANGING)), { ...options, boundMs: 500 });
    expect(reply).toEqual({ ok: false, code: "openclaw_hanging", step: "token" });
    expect(performance.now() - start).toBeLessThan(2_500);
  });

  it("where nobody waits for it any more, and ends what it started", async () => {
    const gone = new AbortController();
    const scene = makeScene(reportingOpenClaw(HANGING));
    const reply = verify(scene.home.shell, {
      onStep: (step) => step === "token" && void setTimeout(() => gone.abort(), 200),
      signal: gone.signal,
    });
    await expect(reply).resolves.toMatchObject({ ok: false, step: "token" });
  });

  it("before it starts anything, where nobody waits from the beginning", async () => {
    const program = reportingOpenClaw();
    const { reply } = await climbed(makeScene(program), { signal: AbortSignal.abort() });
    expect(reply).toMatchObject({ ok: false, step: "openclaw" });
    expect(program.calls()).toEqual([]);
  });
});
