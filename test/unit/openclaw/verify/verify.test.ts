/** All steps, with an OpenClaw that answers by itself and a local claude.ai. */
import { utimesSync } from "node:fs";
import { afterAll, beforeEach, expect, it } from "vitest";
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

const standin = await trustedStandin();
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

it.each(["2025.12.31", "2026.6.11", "2026.9.6", "2027.1.0"])(
  "OpenClaw %s is judged by what it shows",
  async (version) => {
    // The oldest asks through no proxy, unless Node does.
    const env = { NODE_USE_ENV_PROXY: "1" };
    const { reply } = await verified({ env, version: { ok: true, version } });
    expect(reply).toMatchObject({ ok: true, version, windows: WINDOWS });
  },
);

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
  ["claude", "claude_offline", { env: { HTTPS_PROXY: "no address" } }],
  ["claude", "session_refused", { prepare: () => standin.expireAll() }],
  ["claude", "claude_region", { prepare: () => (standin.behaviour.claudeApi = "refused") }],
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
  const [own] = organizations;
  const usage = { ...own!.usage, five_hour: null, seven_day: null, limits: [] };
  organizations.unshift({ ...own!, uuid: "team", name: "Team", usage });
  const { reply } = await verified();
  organizations.shift();
  const detail = { name: "Team", step: "claude" };
  expect(reply).toEqual({ ok: false, code: "organization_without_windows", detail });
});

it("A key that hides another is to blame where claude.ai refuses it and accepts the other, and only there", async () => {
  const above = {
    config: (key: string) => fileWith.config(key),
    dotenv: () => fileWith.dotenv(OTHER_KEY_TEXT),
  };
  const { reply, home } = await verified(above);
  const detail = { source: "globalDotenv", path: home.paths.dotenv, step: "claude" };
  expect(reply).toEqual({ ok: false, code: "key_shadowed", detail });
  const code = async (scene: Scene) => {
    const { reply: other } = await verified({ ...above, ...scene });
    return other.ok ? "shown" : other.code;
  };
  // Neither works: to remove one would be of no use.
  expect(await code({ prepare: () => standin.expireAll() })).toBe("session_refused");
  // A place that is refused says nothing of a key: to remove the good one would be a loss.
  for (const claudeApi of ["cloudflare", "refused", "region"] as const)
    expect(await code({ prepare: () => (standin.behaviour.claudeApi = claudeApi) })).not.toMatch(
      /^(key|session)_/,
    );
  standin.behaviour.claudeApi = "open";
  expect(await code({ config: () => fileWith.config(OTHER_KEY_TEXT), dotenv: fileWith.dotenv })).toBe(
    "shown",
  );
});

it.each([
  [900, false],
  [1_300, true],
])(
  "That /status in a chat leaves the usage out is told where each answer takes %d ms: %s",
  async (delayMs, isTold) => {
    const { reply } = await verified({ prepare: () => (standin.behaviour.delayMs = delayMs) });
    const slowMs = reply.ok ? reply.slowMs : undefined;
    expect(slowMs !== undefined).toBe(isTold);
    if (slowMs !== undefined) expect(slowMs).toBeGreaterThanOrEqual(3 * delayMs);
  },
);

const remote = (key: string) => `{ gateway: { mode: "remote" }, ${fileWith.config(key).slice(1)}`;

it.each<[string, Scene]>([
  ["shows another key's usage", { gateway: [{ error: SCOPE_MISSING }] }],
  ["does not answer", { gateway: ["openclaw_hanging"] }],
  ["wants credentials", { gateway: ["gateway_unasked"] }],
  ["is not there, while the command line here shows the usage", STOPPED],
])("A gateway on another machine that %s is told as that", async (_, scene) => {
  const { reply, asked } = await verified({ ...scene, config: remote, ageMs: 0 });
  expect(reply).toEqual({ ok: false, code: "gateway_remote", detail: { step: "gateway" } });
  expect(asked).toEqual(["version", "ownTokenUsage", "refreshGateway", "gatewayUsage"]);
});

it("A gateway on another machine that shows this very plan is proof enough", async () => {
  expect((await verified({ config: remote })).reply).toMatchObject({ ok: true, seenBy: "gateway" });
});

it("A service's own copy of a dead key is to blame, whatever stands below it", async () => {
  for (const config of [fileWith.config, () => "{}"]) {
    const home = { serviceCopy: fileWith.dotenv(OTHER_KEY_TEXT) };
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
