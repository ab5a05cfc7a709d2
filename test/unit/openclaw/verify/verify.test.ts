/** All steps, with an OpenClaw that answers by itself and a local claude.ai. */
import { utimesSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { failure, type FailureCode } from "../../../../src/core/messages/failures.ts";
import { VerifyReply, VerifyStep } from "../../../../src/core/messages/messages.ts";
import { verify, type VerifyOptions } from "../../../../src/openclaw/verify/verify.ts";
import { expectWholeWords } from "../../../helpers/expect-failure.ts";
import { fakeAnswers, type Answers } from "../../../helpers/fake-answers.ts";
import { fileTree } from "../../../helpers/file-tree.ts";
import { OTHER_KEY_TEXT } from "../../../helpers/keys.ts";
import { fileWith, homeWith } from "../../../helpers/openclaw-home.ts";
import { SCOPE_MISSING, WINDOWS } from "../../../helpers/reporting-openclaw.ts";
import { usualBehaviour } from "../../../helpers/standin/behaviour.ts";
import { trustedStandin } from "../../../helpers/trusted-standin.ts";

const STOPPED = { gateway: [null] };

let standin: Awaited<ReturnType<typeof trustedStandin>>;

beforeAll(async () => {
  standin = await trustedStandin();
});
afterAll(() => standin.close());

beforeEach(() => {
  Object.assign(standin.behaviour, usualBehaviour());
  standin.requests.splice(0);
});

interface Scene extends Partial<Answers>, VerifyOptions {
  /** Since the config was changed. */
  ageMs?: number;
  config?: (key: string) => string;
  dotenv?: (key: string) => string;
  /** Beside these. */
  files?: Parameters<typeof homeWith>[0];
  env?: Record<string, string>;
  /** Just before it is verified. */
  prepare?: () => void;
}

/** With a key that works. Whatever the reply is, no file has changed, it holds no key, and its words are whole. */
async function verified({
  ageMs = 3_600_000,
  config = fileWith.config,
  dotenv,
  files,
  env,
  prepare,
  ...more
}: Scene = {}) {
  const key = standin.signIn();
  const home = homeWith(
    { config: config(key), dotenv: dotenv?.(key) ?? null, ...files },
    { ...standin.env, ...env },
  );
  const changed = new Date(Date.now() - ageMs);
  utimesSync(home.paths.config, changed, changed);
  prepare?.();
  const before = fileTree(home.folder);
  const steps: VerifyStep[] = [];
  const answers = fakeAnswers(more);
  const reply = await verify(home.shell, answers, { ...more, onStep: (step) => steps.push(step) });
  expect(fileTree(home.folder)).toEqual(before);
  expect(JSON.stringify(reply)).not.toContain("sk-ant-");
  if (reply.ok) expect(VerifyReply.parse(reply)).toEqual(reply);
  else expectWholeWords(reply);
  return { reply, steps, asked: answers.asked, home };
}

it("OpenClaw shows the usage by its running gateway, and its command line is not asked again", async () => {
  const { reply, steps, asked } = await verified();
  const shown = { seenBy: "gateway", windows: WINDOWS, version: "2026.9.6", source: "configVars" };
  expect(reply).toEqual({ ok: true, ...shown });
  expect(steps).toEqual(["key", "openclaw", "token", "claude", "gateway"]);
  expect(asked).toEqual(["version", "ownTokenUsage", "refreshGateway", "gatewayUsage"]);
});

it.each<[string, VerifyStep[], Scene]>([
  ["command", [], STOPPED],
  ["gateway", ["gateway"], { gateway: [null, { windows: WINDOWS }], ageMs: 0 }],
  ["command", ["gateway"], { ...STOPPED, ageMs: 0 }],
])(
  "OpenClaw shows the usage by its %s, where no gateway runs: asked again of %j after a change",
  async (seenBy, again, scene) => {
    const { reply, steps } = await verified(scene);
    expect(reply).toMatchObject({ ok: true, seenBy, windows: WINDOWS });
    expect(steps).toEqual([...VerifyStep.options, ...again]);
  },
);

it.each(["2026.9.6", "2026.9.10", "2026.10.1", "2027.1.0"])("OpenClaw %s is new enough", async (version) => {
  expect((await verified({ version: { ok: true, version } })).reply).toMatchObject({ ok: true, version });
});

it.each(["2026.9.5", "2026.8.30", "2025.12.31"])("OpenClaw %s is too old", async (version) => {
  const { reply } = await verified({ version: { ok: true, version } });
  const detail = { version, oldest: "2026.9.6", step: "openclaw" };
  expect(reply).toEqual({ ok: false, code: "openclaw_too_old", detail });
});

it.each<[VerifyStep, FailureCode, Scene]>([
  ["key", "key_missing", { config: () => "{}" }],
  ["openclaw", "openclaw_missing", { version: failure("openclaw_missing") }],
  ["token", "token_has_scope", { token: { windows: WINDOWS } }],
  ["token", "token_rate_limited", { token: { error: "HTTP 429: Too many requests" } }],
  ["token", "token_refused", { token: { error: "HTTP 401: Invalid bearer token" } }],
  ["token", "token_unreachable", { token: { error: "Timeout" } }],
  ["token", "token_missing", { token: "no plan" }],
  ["token", "token_unclear", { token: { error: "Out of cheese" } }],
  ["token", "openclaw_unreadable", { token: "openclaw_unreadable" }],
  ["claude", "claude_offline", { env: { HTTPS_PROXY: "http://127.0.0.1:1" } }],
  ["claude", "session_refused", { prepare: () => standin.expireAll() }],
  ["gateway", "openclaw_unreadable", { gateway: ["openclaw_unreadable"] }],
  ["usage", "usage_not_shown", { ...STOPPED, command: { error: SCOPE_MISSING } }],
  ["usage", "usage_not_shown", { ...STOPPED, command: { error: "HTTP 401" } }],
  ["usage", "token_rate_limited", { ...STOPPED, command: { error: "HTTP 429" } }],
  ["usage", "openclaw_unreadable", { ...STOPPED, command: "openclaw_unreadable" }],
])(
  "The step that fails is named, here %s with %s, and nothing is asked behind it",
  async (step, code, scene) => {
    const { reply, steps, asked } = await verified(scene);
    expect(reply).toEqual({ ok: false, code, detail: { step } });
    expect(steps).toEqual(VerifyStep.options.slice(0, VerifyStep.options.indexOf(step) + 1));
    if (step === "key") expect([asked, standin.requests]).toEqual([[], []]);
    if (step === "claude") expect(asked).toEqual(["version", "ownTokenUsage"]);
  },
);

it("An organization without limits is named", async () => {
  const { organizations } = standin.account();
  const usage = { ...organizations[0]!.usage, five_hour: null, seven_day: null, limits: [] };
  organizations.unshift({ uuid: "team", name: "Team", usage });
  const { reply } = await verified();
  organizations.shift();
  const detail = { name: "Team", step: "claude" };
  expect(reply).toEqual({ ok: false, code: "organization_without_windows", detail });
});

it("A key that hides another is to blame where claude.ai refuses it, and only there", async () => {
  const above = { config: () => fileWith.config(OTHER_KEY_TEXT), dotenv: fileWith.dotenv };
  expect((await verified(above)).reply).toMatchObject({ ok: true });
  const { reply, home } = await verified({ ...above, prepare: () => standin.expireAll() });
  const detail = { source: "globalDotenv", path: home.paths.dotenv, step: "claude" };
  expect(reply).toEqual({ ok: false, code: "key_shadowed", detail });
  standin.behaviour.claudeApi = "cloudflare";
  expect((await verified(above)).reply).toMatchObject({ code: "claude_challenge" });
});

it("A service's own copy of a dead key is to blame, whatever stands below it", async () => {
  for (const config of [fileWith.config, () => "{}"]) {
    const home = { systemdEnvironment: fileWith.dotenv(OTHER_KEY_TEXT) };
    const { reply } = await verified({ config, files: home });
    expect(reply).toMatchObject({
      ok: false,
      code: "service_copy_first",
      detail: { source: "serviceEnvironment" },
    });
  }
});

it.each([
  ["alone", {}],
  ["while somebody waits for it", { signal: new AbortController().signal }],
])("Verifying ends at its bound, and names the step it was on: %s", async (_, waiting) => {
  const start = performance.now();
  const { reply } = await verified({ ...waiting, hangs: "ownTokenUsage", boundMs: 300 });
  expect(reply).toEqual({ ok: false, code: "openclaw_hanging", detail: { step: "token" } });
  expect(performance.now() - start).toBeLessThan(2_300);
});

it.each([
  ["any more", "token", () => AbortSignal.timeout(300)],
  ["from the beginning", "openclaw", () => AbortSignal.abort()],
])("Verifying ends where nobody waits for it %s", async (_, step, signal) => {
  const { reply } = await verified({ hangs: "ownTokenUsage", signal: signal() });
  expect(reply).toMatchObject({ ok: false, detail: { step } });
});
